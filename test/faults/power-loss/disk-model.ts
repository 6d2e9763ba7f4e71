import path from 'node:path';
import type { DiskOperation } from './recording.ts';

type Random = () => number;
type ContentChange = Pick<DiskOperation, 'kind' | 'offset' | 'bytes'>;

interface FileState {
  /** What a sync has made last. */
  durable: Buffer;
  pending: ContentChange[];
}

const sectorBytes = 512;

/**
 * A disk as a power cut leaves it. A file's bytes last once it was synced, its name once its folder was. Of what was not synced any part
 * may have arrived: whole writes, single sectors of them, or nothing; of changed names the first ones.
 */
export class DiskModel {
  readonly #files = new Map<number, FileState>();
  #names = new Map<string, number>();
  #pendingNames: DiskOperation[] = [];

  apply(operation: DiskOperation): void {
    if (operation.kind === 'written' || operation.kind === 'cut') this.#fileOf(operation.inode).pending.push(operation);
    else if (operation.kind !== 'synced') this.#pendingNames.push(operation);
    else if (this.#files.has(operation.inode)) this.#syncFile(this.#fileOf(operation.inode));
    else this.#syncNames();
    if (operation.kind === 'made') this.#fileOf(operation.inode);
  }

  /** The files that are there when the power comes back, by name. */
  cut(random: Random, isTorn: boolean): Map<string, Buffer> {
    const arrived = this.#pendingNames.slice(0, Math.floor(random() * (this.#pendingNames.length + 1)));
    const names = arrived.reduce(withName, new Map(this.#names));
    const files = new Map<string, Buffer>();
    for (const [name, inode] of names) {
      const { durable, pending } = this.#fileOf(inode);
      const survivors = pending.flatMap((change) => survivorsOf(change, random, isTorn));
      files.set(name, survivors.reduce(withChange, Buffer.from(durable)));
    }
    return files;
  }

  #fileOf(inode: number): FileState {
    const known = this.#files.get(inode);
    if (known) return known;
    const made = { durable: Buffer.alloc(0), pending: [] };
    this.#files.set(inode, made);
    return made;
  }

  #syncFile(file: FileState): void {
    file.durable = file.pending.reduce(withChange, file.durable);
    file.pending = [];
  }

  #syncNames(): void {
    this.#names = this.#pendingNames.reduce(withName, this.#names);
    this.#pendingNames = [];
  }
}

function withName(names: Map<string, number>, { kind, path: from, other, inode }: DiskOperation): Map<string, number> {
  const name = path.basename(from);
  if (kind === 'made') names.set(name, inode);
  if (kind === 'removed') names.delete(name);
  const moved = kind === 'renamed' ? names.get(name) : undefined;
  if (moved !== undefined) {
    names.delete(name);
    names.set(path.basename(other), moved);
  }
  return names;
}

function survivorsOf(change: ContentChange, random: Random, isTorn: boolean): ContentChange[] {
  if (random() < 0.5) return [];
  if (!isTorn || change.bytes.length <= sectorBytes || random() < 0.6) return [change];
  const sectors: ContentChange[] = [];
  for (let at = 0; at < change.bytes.length; at += sectorBytes)
    if (random() < 0.5)
      sectors.push({ ...change, offset: change.offset + at, bytes: change.bytes.subarray(at, at + sectorBytes) });
  return sectors;
}

/** Answers the same buffer where the change fits into it. */
function withChange(content: Buffer, { kind, offset, bytes }: ContentChange): Buffer {
  if (kind === 'cut') return resized(content, offset);
  const target = offset + bytes.length > content.length ? resized(content, offset + bytes.length) : content;
  bytes.copy(target, offset);
  return target;
}

function resized(content: Buffer, length: number): Buffer {
  if (length <= content.length) return content.subarray(0, length);
  const grown = Buffer.alloc(length);
  content.copy(grown);
  return grown;
}
