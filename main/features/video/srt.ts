import { AppError } from '#shared/contract/errors.ts';

export interface Caption {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
}

const maxCaptions = 20_000;
const timing = /^(\d{1,3}):([0-5]\d):([0-5]\d)[,.](\d{3})\s*-->\s*(\d{1,3}):([0-5]\d):([0-5]\d)[,.](\d{3})(?:\s.*)?$/;

/** SubRip as captions in order of time. Throws `captions-invalid` with the line (from 1) and what is wrong with it. */
export function parseSrt(text: string): Caption[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const captions: Caption[] = [];
  let at = 0;
  for (;;) {
    while (at < lines.length && (lines[at] ?? '').trim() === '') at += 1;
    if (at >= lines.length) break;
    const caption = readCaption(lines, at);
    captions.push(caption.value);
    if (captions.length > maxCaptions) throw invalid(at, `too-many:${maxCaptions}`);
    at = caption.next;
  }
  if (captions.length === 0) throw invalid(0, 'srt-empty');
  return captions.toSorted((a, b) => a.startMs - b.startMs);
}

function readCaption(lines: readonly string[], first: number): { value: Caption; next: number } {
  const isNumbered = /^\d+$/.test((lines[first] ?? '').trim());
  const timeAt = isNumbered ? first + 1 : first;
  const found = timing.exec((lines[timeAt] ?? '').trim());
  if (!found) throw invalid(timeAt, isNumbered || (lines[timeAt] ?? '').includes('-->') ? 'srt-time' : 'srt-number');
  const [startMs, endMs] = [milliseconds(found.slice(1, 5)), milliseconds(found.slice(5, 9))];
  if (endMs <= startMs) throw invalid(timeAt, 'srt-order');
  let end = timeAt + 1;
  while (end < lines.length && (lines[end] ?? '').trim() !== '') end += 1;
  const words = lines.slice(timeAt + 1, end).map(cleanLine);
  if (words.every((line) => line === '')) throw invalid(timeAt + 1, 'srt-text');
  return { value: { startMs, endMs, lines: words.filter((line) => line !== '') }, next: end };
}

const milliseconds = (parts: readonly string[]): number => {
  const [hours = 0, minutes = 0, seconds = 0, rest = 0] = parts.map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest;
};

/** Only bold, italic and underline stay: `{\…}` would be a command to the renderer. Linear: 2 MB of `{` must not hold the console up. */
function cleanLine(line: string): string {
  return (
    line
      // eslint-disable-next-line no-control-regex -- control characters are what is taken out
      .replace(/[\u0000-\u001f\u007f]/g, ' ')
      .replace(/\{[^{}]*\}|[{}\\]/g, '')
      .replace(/<(?!\/?[biu]>)[^<>]*>/gi, '')
      // What would be a tag once what stood inside it is gone.
      .replace(/<(?!\/?[biu]>)(?=[\w/])/gi, '')
      .trim()
  );
}

/** The captions as a file of our own writing, for the renderer. */
export function writeSrt(captions: readonly Caption[]): string {
  return captions
    .map(
      (caption, index) =>
        `${index + 1}\n${time(caption.startMs)} --> ${time(caption.endMs)}\n${caption.lines.join('\n')}\n`,
    )
    .join('\n');
}

function time(ms: number): string {
  const pad = (value: number, width = 2): string => String(Math.floor(value)).padStart(width, '0');
  return `${pad(ms / 3_600_000)}:${pad((ms / 60_000) % 60)}:${pad((ms / 1000) % 60)},${pad(ms % 1000, 3)}`;
}

const invalid = (index: number, reason: string): AppError =>
  new AppError('captions-invalid', { line: index + 1, reason });
