// Paints the application's icons for the installers into out/icons: PNG for Linux, ICO for Windows, ICNS for macOS.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { paintAppIcon } from '../main/electron/icon.ts';

const root = path.resolve(import.meta.dirname, '..');

const painted = new Map();
function paint(size) {
  if (!painted.has(size)) painted.set(size, paintAppIcon(size));
  return painted.get(size);
}

/** An icon file of Windows with PNG pictures (since Vista): a directory of 16 bytes an entry, then the pictures. */
function ico(sizes) {
  const pictures = sizes.map(paint);
  const head = Buffer.alloc(6 + 16 * sizes.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(sizes.length, 4);
  let offset = head.length;
  for (const [index, size] of sizes.entries()) {
    const at = 6 + 16 * index;
    head.writeUInt8(size % 256, at); // 256 is written as 0
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(pictures[index].length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += pictures[index].length;
  }
  return Buffer.concat([head, ...pictures]);
}

/** An icon file of macOS: typed PNG pictures, each with the length of its whole entry. */
function icns(types) {
  const entries = Object.entries(types).map(([type, size]) => {
    const picture = paint(size);
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(picture.length + 8, 4);
    return Buffer.concat([head, picture]);
  });
  const body = Buffer.concat(entries);
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}

/** Writes them into `folder` (default: out/icons). */
export function writeIcons(folder = path.join(root, 'out', 'icons')) {
  const linux = path.join(folder, 'linux');
  mkdirSync(linux, { recursive: true });
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
    writeFileSync(path.join(linux, `${size}x${size}.png`), paint(size));
  }
  writeFileSync(path.join(folder, 'icon.ico'), ico([16, 24, 32, 48, 64, 128, 256]));
  writeFileSync(
    path.join(folder, 'icon.icns'),
    icns({ ic11: 32, ic12: 64, ic07: 128, ic08: 256, ic13: 256, ic09: 512, ic14: 512, ic10: 1024 }),
  );
}

if (process.argv[1] === import.meta.filename) writeIcons(process.argv[2]);
