import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** What a running console leaves in its data folder for its owner's command line. */
const controlSchema = z.object({ pid: z.int(), port: z.int(), token: z.string() });
export type ControlFile = z.infer<typeof controlSchema>;

const pathIn = (dataFolder: string): string => path.join(dataFolder, 'control.json');

/** Atomic, and readable by the owner alone from the first byte on. */
export function writeControlFile(dataFolder: string, content: ControlFile): void {
  const target = pathIn(dataFolder);
  const temporary = `${target}.${process.pid}`;
  rmSync(temporary, { force: true });
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify(content)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, target);
}

export const removeControlFile = (dataFolder: string): void => rmSync(pathIn(dataFolder), { force: true });

/** Writes the file, and again whenever what it tells has changed: a server that was restarted may be elsewhere. */
export function keepControlFile(dataFolder: string, content: () => ControlFile) {
  let written: number | null = null;
  let unsubscribe = () => {};
  const write = () => {
    const now = content();
    if (now.port === written) return;
    written = now.port;
    writeControlFile(dataFolder, now);
  };
  return {
    start(subscribe: (listener: () => void) => () => void): void {
      write();
      unsubscribe = subscribe(write);
    },
    stop(): void {
      unsubscribe();
      removeControlFile(dataFolder);
    },
  };
}

/** Null where none lies, or one that a dying console did not finish. */
export function readControlFile(dataFolder: string): ControlFile | null {
  try {
    return controlSchema.parse(JSON.parse(readFileSync(pathIn(dataFolder), 'utf8')));
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) return null;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // fs throws system errors
    throw error;
  }
}
