import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';

const stateSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(360).max(16_384),
  height: z.int().min(320).max(16_384),
  isMaximized: z.boolean(),
});
export type WindowState = z.infer<typeof stateSchema>;

/** Where the window stood when it was last open; null at the first start or when the file is not readable. */
export function readWindowState(file: string): WindowState | null {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // a lost position is no reason not to open
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

/** A remembered place counts only where a screen still shows at least a corner of the title bar. */
export function isOnScreen(state: Rectangle, screens: readonly Rectangle[]): boolean {
  return screens.some(
    (area) =>
      state.x + state.width > area.x + 80 &&
      state.x < area.x + area.width - 80 &&
      state.y >= area.y - 8 &&
      state.y < area.y + area.height - 40,
  );
}
