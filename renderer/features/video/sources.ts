import { sourceFromText } from '#shared/domain/source.ts';
import type { Source } from '#shared/domain/job.ts';

const videoNames = /\.(mp4|m4v|mov|mkv|webm|avi|mpe?g|m2ts|mts|ts|wmv|flv|3gp|ogv|mxf|vob)$/i;

/** Whether a dropped file may be a video. The console has the last word; this keeps holiday photos out of the list. */
export const isVideoFile = ({ name, type }: { readonly name: string; readonly type: string }): boolean =>
  type.startsWith('video/') || videoNames.test(name);

/** One source a line; empty lines and repetitions are left out. Quotes as file managers copy them are taken off. */
export function sourcesFromLines(text: string): Source[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim().replace(/^"(.*)"$/, '$1'));
  const distinct = [...new Set(lines.filter(Boolean))];
  return distinct.map(sourceFromText);
}

/** Whether pasted text is worth opening the dialog for: every line is a link. */
export const isLinkList = (text: string): boolean => {
  if (text.length > 1_000_000) return false;
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  return lines.length > 0 && lines.every((line) => /^\s*https?:\/\/\S+\s*$/i.test(line));
};

/** The last part of a path or link, for people. */
export function nameOfSource(source: Source): string {
  const bare = source.kind === 'file' ? source.value : (source.value.split(/[?#]/)[0] ?? source.value);
  const last = bare.split(/[\\/]/).findLast(Boolean) ?? source.value;
  try {
    return source.kind === 'file' ? last : decodeURIComponent(last);
  } catch {
    return last; // A link with a stray per cent sign is shown as it is.
  }
}
