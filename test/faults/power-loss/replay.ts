import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import { openDatabase } from '#platform/database/open.ts';
import { findBrokenInvariants } from '../invariants.ts';
import { DiskModel } from './disk-model.ts';
import type { DiskOperation } from './recording.ts';

export interface PowerCuts {
  images: number;
  torn: number;
  /** Could not be opened by the console, or break I7. */
  corrupt: number;
  /** Opened, but an acknowledged job or success is gone. */
  lost: number;
  /** Opened, but some other invariant is broken. */
  odd: number;
  failures: string[];
}

interface Replay {
  readonly operations: readonly DiskOperation[];
  readonly images: number;
  readonly random: () => number;
  /** For the images; removed by the caller. */
  readonly folder: string;
}

const isAck = (operation: DiskOperation): boolean => path.basename(operation.path) === 'acks';

/** Cuts the power at random moments after the first acknowledgement, every second time with torn writes, and starts again on what is left. */
export function replayPowerCuts({ operations, images, random, folder }: Replay): PowerCuts {
  const first = operations.findIndex((operation) => isAck(operation) && operation.kind === 'written');
  const moments = Array.from({ length: images }, () => first + 1 + Math.floor(random() * (operations.length - first)));
  moments.sort((a, b) => a - b);
  const found: PowerCuts = { images, torn: 0, corrupt: 0, lost: 0, odd: 0, failures: [] };
  const disk = new DiskModel();
  const promised = { added: new Set<number>(), succeeded: new Set<number>() };
  let at = 0;
  for (const [index, moment] of moments.entries()) {
    for (; at < moment; at += 1) advance(operations[at] as DiskOperation, disk, promised); // moment <= length
    const isTorn = index % 2 === 1;
    if (isTorn) found.torn += 1;
    layImage(disk.cut(random, isTorn), folder);
    judge(lookInto(folder, promised), found);
  }
  return found;
}

function advance(
  operation: DiskOperation,
  disk: DiskModel,
  promised: { added: Set<number>; succeeded: Set<number> },
): void {
  if (!isAck(operation)) return disk.apply(operation);
  if (operation.kind !== 'written') return;
  const [kind, id] = operation.bytes.toString().trim().split(' ');
  (kind === 'A' ? promised.added : promised.succeeded).add(Number(id));
}

function layImage(files: Map<string, Buffer>, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) writeFileSync(path.join(folder, name), content);
}

/** As the next start does it: through the console's own door. */
function lookInto(folder: string, promised: { added: Set<number>; succeeded: Set<number> }): string[] {
  try {
    const database = openDatabase(path.join(folder, 'atalaya.db'));
    try {
      return findBrokenInvariants(database.connection, promised);
    } finally {
      database.close();
    }
  } catch (error) {
    const text = error instanceof AppError ? `${error.code} ${JSON.stringify(error.params)}` : String(error);
    return [`I7 the console can't open it: ${text}`];
  }
}

function judge(broken: string[], found: PowerCuts): void {
  if (broken.length === 0) return;
  if (broken.some((text) => text.startsWith('I7'))) found.corrupt += 1;
  else if (broken.some((text) => text.startsWith('I1 '))) found.lost += 1;
  else found.odd += 1;
  if (found.failures.length < 10) found.failures.push(broken.join('; '));
}
