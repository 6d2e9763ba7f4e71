/** What people write, as text that every service takes: no half characters, no control characters, nothing that turns the line round. */
export function cleanText(text: string): string {
  return (
    text
      .toWellFormed()
      .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
  );
}

/** One line of it, for titles and headers. */
export const cleanLine = (text: string): string =>
  cleanText(text)
    .replaceAll(/[\n\t]+/g, ' ')
    .trim();

/** How much a piece of text counts against the service's limit. */
export type Measure = (piece: string) => number;
export const utf16: Measure = (piece) => piece.length;
export const bytes: Measure = (piece) => Buffer.byteLength(piece);

export interface CutText {
  readonly text: string;
  readonly isCut: boolean;
}

const mark = '…';
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The text if it fits, else its beginning and `…`, cut between two graphemes. `measure` has to add up piece by piece. */
export function cutText(text: string, limit: number, measure: Measure = utf16): CutText {
  if (measure(text) <= limit) return { text, isCut: false };
  const head = takeHead(text, limit - measure(mark), measure);
  return { text: `${head}${mark}`, isCut: true };
}

/** The longest beginning that fits. A grapheme that is alone longer than the limit is cut between code points. */
export function takeHead(text: string, limit: number, measure: Measure): string {
  // No measure counts a unit for less than one: what lies beyond is not looked at.
  const near = text.slice(0, Math.max(0, limit) + 64).toWellFormed();
  const head = fitting(
    near,
    Array.from(graphemes.segment(near), (part) => part.segment),
    limit,
    measure,
  );
  return head === '' ? fitting(near, Array.from(near), limit, measure) : head;
}

function fitting(text: string, pieces: readonly string[], limit: number, measure: Measure): string {
  let size = 0;
  let end = 0;
  for (const piece of pieces) {
    size += measure(piece);
    if (size > limit) break;
    end += piece.length;
  }
  return text.slice(0, end);
}

/** `&`, `<` and `>`, and nothing else: what Telegram, Slack and the notification daemon ask for. */
export const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
