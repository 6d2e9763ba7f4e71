import { constants } from 'node:os';
import { AppError } from '#shared/contract/errors.ts';
import type { ProcessEnd } from '../process/run-process.ts';

/** The typed failure behind the way a program ended; null when it ended well. */
export function classifyEnd(end: ProcessEnd, tool: { path: string }): AppError | null {
  if (end.spawnError !== null) return spawnFailure(end.spawnError, tool.path);
  if (end.signal) return new AppError('ffmpeg-killed', { signal: end.signal });
  if (end.code === 0) return null;
  const code = end.code ?? -1;
  if (/No space left on device|Disk quota exceeded|ENOSPC/i.test(end.stderr))
    return new AppError('disk-full', { path: '', freeBytes: 0, neededBytes: 0 });
  // A wrapper script's shell reports the death of its child as 128 + signal; ffmpeg's own 255 is no such thing.
  const signal = code > 128 && code < 160 ? signalName(code - 128) : null;
  if (signal) return new AppError('ffmpeg-killed', { signal });
  // 126 and 127 are a shell's words for "can't run this" and "not there".
  if (code === 126 || isReadByShell(end.stderr, tool.path))
    return new AppError('ffmpeg-not-executable', { path: tool.path });
  return new AppError('ffmpeg-failed', { code, reason: lastWords(end.stderr) });
}

/** A program for another machine is handed to the shell by the C library, which then complains of its line so-and-so. */
function isReadByShell(stderr: string, path: string): boolean {
  const at = stderr.indexOf(`${path}: `);
  return at >= 0 && /^(line )?\d+: /.test(stderr.slice(at + path.length + 2));
}

function spawnFailure(code: string, path: string): AppError {
  if (code === 'ENOENT') return new AppError('ffmpeg-missing');
  if (code === 'EACCES' || code === 'ENOEXEC' || code === 'EBADARCH' || code === 'UNKNOWN')
    return new AppError('ffmpeg-not-executable', { path });
  return new AppError('ffmpeg-failed', { code: -1, reason: code });
}

const signalName = (number: number): string | null =>
  Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? null;

/** The last line that says something (of a wrong option the first: what follows it names none), without addresses of memory, at most 300 characters. */
export function lastWords(stderr: string): string {
  const lines = stderr.split(/\r?\n|\r/).map((line) => line.replace(/^\[[^\]]* @ 0x[0-9a-f]+\]\s*/, '').trim());
  const said = lines.filter((line) => line && line !== 'Conversion failed!' && !line.startsWith('Exiting normally'));
  const refused = said.find((line) => line.startsWith('Unrecognized option'));
  return (refused ?? said.at(-1) ?? '').slice(0, 300);
}
