import { crc32, deflateSync } from 'node:zlib';
import type { TrayLook } from './glance.ts';

type Point = readonly [number, number];
type Shape = { readonly at: (x: number, y: number) => boolean; readonly color: Color };
type Color = readonly [number, number, number, number];

const lamp: Color = [0xf4, 0xaf, 0x2d, 255];
const tile: Color = [0x16, 0x1b, 0x22, 255];
const clear: Color = [0, 0, 0, 0];
const inks = { dark: [0x1b, 0x1f, 0x24, 255], grey: [0x7e, 0x87, 0x92, 255] } as const satisfies Record<string, Color>;

// The watchtower on a field of 24 by 24, the same outline as the window's mark.
const roof: readonly Point[] = [
  [12, 1],
  [17, 4],
  [7, 4],
];
const cabin: readonly Point[] = [
  [5, 5],
  [19, 5],
  [18, 10],
  [6, 10],
];
const legs: readonly Point[] = [
  [7.5, 11],
  [16.5, 11],
  [18, 22],
  [6, 22],
];
const light: readonly Point[] = [
  [7.2, 6.2],
  [16.8, 6.2],
  [16.3, 8.8],
  [7.7, 8.8],
];

const inside =
  (points: readonly Point[]) =>
  (x: number, y: number): boolean =>
    points.every(([ax, ay], index) => {
      const [bx, by] = points[(index + 1) % points.length] ?? [ax, ay];
      return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0; // corners go clockwise
    });

const circle =
  (cx: number, cy: number, radius: number) =>
  (x: number, y: number): boolean =>
    (x - cx) ** 2 + (y - cy) ** 2 <= radius ** 2;

const box =
  (left: number, top: number, right: number, bottom: number) =>
  (x: number, y: number): boolean =>
    x >= left && x <= right && y >= top && y <= bottom;

const roundedBox =
  (inset: number, radius: number) =>
  (x: number, y: number): boolean => {
    const near = inset + radius;
    const dx = Math.max(near - x, x - (24 - near), 0);
    const dy = Math.max(near - y, y - (24 - near), 0);
    return dx * dx + dy * dy <= radius * radius;
  };

const tower = (color: Color): Shape[] => [roof, cabin, legs].map((points) => ({ at: inside(points), color }));

/** The application's icon: the tower with its lamp on a dark tile. */
export function paintAppIcon(sizePx: number): Buffer {
  const shrink = (shape: Shape): Shape => ({
    ...shape,
    at: (x, y) => shape.at(12 + (x - 12) / 0.66, 12 + (y - 12) / 0.66),
  });
  const mark = [...tower([0xe6, 0xe9, 0xee, 255]), { at: inside(light), color: lamp }];
  return paint(sizePx, [{ at: roundedBox(1, 5), color: tile }, ...mark.map(shrink)]);
}

/** The tray's icon in one of four shapes; `color` is chosen for the bar it stands on (macOS recolours a template by itself). */
export function paintTrayIcon(look: TrayLook, sizePx: number, color: keyof typeof inks = 'grey'): Buffer {
  const ink = inks[color];
  const window: Shape = { at: inside(light), color: look === 'working' ? lamp : clear };
  return paint(sizePx, [...tower(ink), window, ...marks(look, ink)]);
}

function marks(look: TrayLook, ink: Color): Shape[] {
  if (look === 'attention') {
    return [
      { at: circle(18.5, 17.5, 6), color: clear },
      { at: circle(18.5, 17.5, 4.8), color: [0xd6, 0x3a, 0x3a, 255] },
    ];
  }
  if (look === 'paused') {
    return [
      { at: box(12, 12, 24, 24), color: clear },
      { at: box(13.5, 13.5, 17, 23), color: ink },
      { at: box(19.5, 13.5, 23, 23), color: ink },
    ];
  }
  return [];
}

const samples = 4;

/** Paints the shapes one over the other, `samples`² points a pixel, into a PNG. A clear shape cuts a hole. */
function paint(sizePx: number, shapes: readonly Shape[]): Buffer {
  const rows = Buffer.alloc((sizePx * 4 + 1) * sizePx);
  for (let y = 0; y < sizePx; y++) {
    for (let x = 0; x < sizePx; x++) {
      const pixel = averageAt(x, y, sizePx, shapes);
      rows.set(pixel, y * (sizePx * 4 + 1) + 1 + x * 4);
    }
  }
  return encodePng(sizePx, rows);
}

/** Most pixels lie wholly in one shape: where the four outer points agree, the others are not asked. */
function averageAt(x: number, y: number, sizePx: number, shapes: readonly Shape[]): readonly number[] {
  const colorAt = (i: number): Color => {
    const fx = ((x + ((i % samples) + 0.5) / samples) * 24) / sizePx;
    const fy = ((y + (Math.floor(i / samples) + 0.5) / samples) * 24) / sizePx;
    return shapes.findLast((shape) => shape.at(fx, fy))?.color ?? clear;
  };
  const last = samples * samples - 1;
  const outer = [0, samples - 1, last - samples + 1, last].map(colorAt);
  const [first = clear] = outer;
  if (outer.every((color) => color === first)) return first;
  return average(Array.from({ length: last + 1 }, (_, i) => colorAt(i)));
}

function average(colors: readonly Color[]): number[] {
  const alpha = colors.reduce((sum, color) => sum + color[3], 0);
  if (alpha === 0) return [...clear];
  const channel = (index: 0 | 1 | 2) => colors.reduce((sum, color) => sum + color[index] * color[3], 0) / alpha;
  return [channel(0), channel(1), channel(2), alpha / colors.length].map(Math.round);
}

/** RGBA rows, each led by a filter byte of 0, as a PNG (W3C PNG 3, chunks IHDR, IDAT, IEND). */
function encodePng(sizePx: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(sizePx, 0);
  header.writeUInt32BE(sizePx, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const chunk = (type: string, body: Buffer) => {
    const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(body.length, 0);
    ends.writeUInt32BE(crc32(typed), 4);
    return Buffer.concat([ends.subarray(0, 4), typed, ends.subarray(4)]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
