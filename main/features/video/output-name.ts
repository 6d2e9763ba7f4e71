import { redactText } from '#platform/log/redact.ts';

/** Names that Windows keeps for devices, with any ending. */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;
/** Leaves room for `_edited`, a number and an ending within the 255 bytes that file systems allow. */
const maxStemBytes = 200;

/** Control characters, and those that turn or hide text (direction marks, zero widths, byte order marks). */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const invisible = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** A source's name as people see it: one line, without direction tricks, at most 200 characters. */
export function cleanTitle(name: string): string {
  const line = name.toWellFormed().normalize('NFC').replace(invisible, ' ').replace(/\s+/g, ' ').trim();
  return (
    Array.from(new Intl.Segmenter().segment(line), (part) => part.segment)
      .slice(0, 200)
      .join('')
      .trim() || 'video'
  );
}

/** The last part of the path, as people read it, or the host. */
export function titleOfLink(url: URL): string {
  const last = url.pathname.split('/').filter(Boolean).at(-1) ?? '';
  try {
    return redactText(cleanTitle(decodeURIComponent(last) || url.hostname));
  } catch {
    // Not UTF-8 behind the percent signs.
    return cleanTitle(last);
  }
}

/**
 * The stem of an output file: any text becomes one plain name that every system can hold. No separator, no reserved name, no
 * leading or trailing dot, NFC (so that twins in NFD don't make two files), at most 200 bytes.
 */
export function safeStem(title: string): string {
  const plain = cleanTitle(title)
    .replace(/\.(mp4|mov|m4v|webm|mkv|avi|flv|wmv|mpe?g|m2?ts|3gp|ogv)$/i, '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^[.\s_~-]+/, '');
  const cut = withoutEndDots(cutBytes(withoutEndDots(plain), maxStemBytes));
  if (!cut) return 'video';
  return reserved.test(cut.split('.')[0] ?? '') ? `_${cut}` : cut;
}

/** `clip_edited.mp4`, then `clip_edited (2).mp4` and so on. */
export const outputName = (stem: string, extension: string, number: number): string =>
  number === 1 ? `${stem}_edited.${extension}` : `${stem}_edited (${number}).${extension}`;

/** By hand: a pattern for it (`[.\s]+$`) takes a time that grows with the square of a name made of dots. */
function withoutEndDots(text: string): string {
  let end = text.length;
  while (end > 0 && /[.\s]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

function cutBytes(text: string, limit: number): string {
  let bytes = 0;
  let kept = '';
  // By grapheme, so that no emoji is cut in half.
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > limit) break;
    kept += segment;
  }
  return kept;
}
