import { mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { databaseIn, pageBytesOf, type Specimens } from './specimen.ts';

/** How damage must be found: when the database is opened, or by the check that follows in the background. */
type Found = 'start' | 'check';

export interface DamageKind {
  readonly name: string;
  readonly of: 'closed' | 'killed';
  readonly found: Found;
  damage(folder: string, specimens: Specimens): void;
}

const change = (file: string, edit: (bytes: Buffer) => Buffer | void): void => {
  const bytes = readFileSync(file);
  writeFileSync(file, edit(bytes) ?? bytes);
};
const walOf = (folder: string): string => `${databaseIn(folder)}-wal`;

export const damageKinds: readonly DamageKind[] = [
  {
    name: 'header zeroed',
    of: 'closed',
    found: 'start',
    damage: (folder) => change(databaseIn(folder), (bytes) => void bytes.fill(0, 0, 100)),
  },
  {
    name: 'plain text',
    of: 'closed',
    found: 'start',
    damage: (folder) => change(databaseIn(folder), (bytes) => void bytes.fill('a text, no database\n')),
  },
  { name: '0 bytes', of: 'closed', found: 'start', damage: (folder) => truncateSync(databaseIn(folder), 0) },
  { name: 'removed', of: 'closed', found: 'start', damage: (folder) => rmSync(databaseIn(folder)) },
  {
    name: 'half file',
    of: 'closed',
    found: 'start',
    damage: (folder) => truncateSync(databaseIn(folder), statSync(databaseIn(folder)).size / 2),
  },
  {
    name: 'one page 0xff',
    of: 'closed',
    found: 'start',
    damage: (folder, { trace }) =>
      change(databaseIn(folder), (bytes) => {
        const page = pageHolding(bytes, tableLeaf, trace, databaseIn(folder));
        bytes.fill(0xff, page.start, page.end);
      }),
  },
  {
    name: 'one bit in an indexed leaf',
    of: 'closed',
    found: 'check',
    damage: (folder, { trace }) =>
      change(databaseIn(folder), (bytes) => {
        const page = pageHolding(bytes, indexLeaf, trace, databaseIn(folder));
        const at = bytes.indexOf(trace, page.start);
        bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      }),
  },
  {
    name: 'directory at the path',
    of: 'closed',
    found: 'start',
    damage(folder) {
      rmSync(databaseIn(folder));
      mkdirSync(databaseIn(folder));
    },
  },
  {
    name: 'WAL second half zeroed',
    of: 'killed',
    found: 'start',
    damage: (folder) => change(walOf(folder), (bytes) => void bytes.fill(0, bytes.length / 2)),
  },
  {
    name: 'WAL garbage',
    of: 'killed',
    found: 'start',
    damage: (folder) => change(walOf(folder), (bytes) => void bytes.fill('garbage ')),
  },
  {
    name: 'one bit in the WAL',
    of: 'killed',
    found: 'start',
    damage: (folder) =>
      change(walOf(folder), (bytes) => {
        const at = Math.floor(bytes.length / 2);
        bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      }),
  },
  { name: 'copied without WAL', of: 'killed', found: 'start', damage: (folder) => rmSync(walOf(folder)) },
];

const tableLeaf = 0x0d;
const indexLeaf = 0x0a;

function pageHolding(bytes: Buffer, type: number, text: string, file: string): { start: number; end: number } {
  const size = pageBytesOf(file);
  for (let start = size; start < bytes.length; start += size) {
    const end = start + size;
    if (bytes[start] === type && bytes.subarray(start, end).includes(text)) return { start, end };
  }
  throw new Error(`no page of type ${type} holds ${text}`);
}

/** One whole page, of any kind and at any place, filled with one byte. */
export function damagePage(file: string, random: () => number): void {
  change(file, (bytes) => {
    const size = pageBytesOf(file);
    const start = Math.floor(random() * (bytes.length / size)) * size;
    bytes.fill(Math.floor(random() * 256), start, start + size);
  });
}

/** One bit, anywhere. */
export function damageBit(file: string, random: () => number): void {
  change(file, (bytes) => {
    const at = Math.floor(random() * bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at);
  });
}
