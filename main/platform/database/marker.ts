import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { syncFolder } from '../durable.ts';
import { isWriteRefusal } from '../write-refusal.ts';

interface MarkerFacts {
  /** The schema that the file had when it was last opened. */
  readonly schema: number;
  /** True while a console has it open: still true at the next start, that one ended without closing it. */
  readonly isOpen: boolean;
}

/**
 * A small file beside the database that tells an emptied one from a new one, and a clean end from any other. A database that was cut
 * to nothing, or copied without its write-ahead log, looks healthy to SQLite.
 */
export class DatabaseMarker {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** Null when there is none: the database was never initialised here. One that can't be read counts as an unclean end. */
  read(): MarkerFacts | null {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // node:fs throws nothing else
      // Somebody else's: the database can only be read then, and whether it was closed does not matter.
      if (isWriteRefusal(error)) return { schema: 0, isOpen: false };
      throw error;
    }
    const parts = /"schema":(\d+),"isOpen":(true|false)/.exec(text);
    return { schema: Number(parts?.[1] ?? 0), isOpen: parts?.[2] === 'true' };
  }

  /** Whole or not at all, and on the disk when it returns. */
  write({ schema, isOpen }: MarkerFacts): void {
    const temporary = `${this.file}.part`;
    const handle = openSync(temporary, 'w', 0o600);
    try {
      writeSync(handle, `${JSON.stringify({ schema, isOpen })}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, this.file);
    syncFolder(path.dirname(this.file));
  }
}
