import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { autostartEntry } from '../../main/electron/autostart-entry.ts';
import { emptyGlance, glanceOf, lookOf } from '../../main/electron/glance.ts';
import { paintAppIcon, paintTrayIcon } from '../../main/electron/icon.ts';
import { readLaunchOptions } from '../../main/electron/launch-options.ts';
import { isOnScreen, readWindowState, writeWindowState } from '../../main/electron/window-state.ts';
import type { QueueView } from '../../shared/contract/queues.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'atalaya-shell-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('flags, variables and a link are read among words that are Electron’s', () => {
  const argv = ['.', '--hidden', '--data-dir=/tmp/a=b', '-p', '5010', '--inspect=0', 'atalaya://jobs/1'];
  expect(readLaunchOptions(argv, { ATALAYA_DATA_DIR: '/elsewhere' })).toEqual({
    dataFolder: '/tmp/a=b',
    isHidden: true,
    link: 'atalaya://jobs/1',
    flags: { 'data-dir': '/tmp/a=b', 'control-port': '5010' },
  });
  expect(readLaunchOptions([], { ATALAYA_DATA_DIR: '/elsewhere' }).dataFolder).toBe('/elsewhere');
  expect(readLaunchOptions([], {}).dataFolder).toBeNull();
});

const counts = { queued: 1, scheduled: 2, retrying: 3, held: 4, running: 5, succeeded: 6, dead: 7, cancelled: 8 };
const queue = (status: QueueView['status']): QueueView => ({
  name: 'video',
  status,
  remaining: null,
  changedBy: null,
  changedAt: null,
  workers: 3,
  busy: 0,
  waiting: 0,
  oldestWaitingMs: null,
  emptyAt: null,
});

test('the tray counts every waiting state and shows the worst by its shape', () => {
  const glance = glanceOf(emptyGlance, { counts: { ...counts, deadLetters: 0 }, queues: [queue('running')] });
  expect(glance).toEqual({ waiting: 10, running: 5, deadLetters: 0, isPaused: false });
  expect(lookOf(glance)).toBe('working');
  const paused = glanceOf(glance, { counts: null, queues: [queue('paused'), queue('paused')] });
  expect(paused).toEqual({ ...glance, isPaused: true });
  expect(lookOf(paused)).toBe('paused');
  expect(lookOf({ ...paused, deadLetters: 1 })).toBe('attention');
  expect(lookOf(emptyGlance)).toBe('idle');
  expect(glanceOf(glance, { counts: null, queues: [queue('paused'), queue('running')] })).toBe(glance);
});

test('the window’s place is kept, and forgotten when it is not readable', () => {
  const file = path.join(folder, 'window.json');
  expect(readWindowState(file)).toBeNull();
  const state = { x: 10, y: 20, width: 900, height: 700, isMaximized: true };
  writeWindowState(file, state);
  expect(readWindowState(file)).toEqual(state);
  for (const text of ['', '{"x":1}', '{"x":0,"y":0,"width":1e99,"height":700,"isMaximized":false}']) {
    writeFileSync(file, text);
    expect([text, readWindowState(file)]).toEqual([text, null]);
  }
});

test('a place on a screen that is gone does not count', () => {
  const screens = [{ x: 0, y: 0, width: 1920, height: 1040 }];
  const at = (x: number, y: number) => isOnScreen({ x, y, width: 900, height: 700 }, screens);
  expect([at(0, 0), at(1800, 900), at(-800, 0)]).toEqual([true, true, true]);
  expect([at(1900, 0), at(2500, 0), at(-850, 0), at(0, -200), at(0, 1030)]).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('starting at sign-in survives spaces, quotes and percent signs in the path [A70]', () => {
  expect(autostartEntry('/opt/My "App" 100%/$x', ['/a b'])).toContain(
    String.raw`Exec="/opt/My \"App\" 100%%/\$x" "/a b" "--hidden"`,
  );
});

test('icons are painted as valid pictures, each state in a shape of its own', () => {
  const looks = (['idle', 'working', 'attention', 'paused'] as const).map((look) => paintTrayIcon(look, 24));
  for (const png of [...looks, paintAppIcon(64)]) expect(opaquePixels(png)).toBeGreaterThan(40);
  const [idle, working, attention, paused] = looks.map(opaquePixels);
  expect(new Set([idle, working, attention, paused]).size).toBe(4);
  expect(looks[0]?.readUInt32BE(16)).toBe(24);
});

/** How many pixels are more than half opaque; reads the file back by the PNG specification. */
function opaquePixels(png: Buffer): number {
  expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  const size = png.readUInt32BE(16);
  const at = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  expect(rows).toHaveLength((size * 4 + 1) * size);
  return Array.from(
    { length: size * size },
    (_, i) => rows[Math.floor(i / size) * (size * 4 + 1) + 1 + (i % size) * 4 + 3],
  ).filter((alpha) => (alpha ?? 0) > 127).length;
}
