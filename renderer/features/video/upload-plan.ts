/** The control server takes at most this much at a time. */
export const chunkBytes = 8 * 1024 * 1024;
const firstDelayMs = 1000;
const longestDelayMs = 30_000;

export interface Chunk {
  readonly start: number;
  readonly end: number;
}

/** The next piece to send after what is on the console's disk; null when all of it is there. */
export const nextChunk = (offset: number, sizeBytes: number): Chunk | null =>
  offset >= sizeBytes ? null : { start: offset, end: Math.min(sizeBytes, offset + chunkBytes) };

/** What to do about an answer to a chunk: go on from where the console stands, ask where that is, wait and ask, or stop. */
export type Verdict =
  | { readonly kind: 'continue' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'wait'; readonly ms: number | null }
  | { readonly kind: 'stop' };

/** `status` 0: no answer at all. */
export function judgeAnswer(status: number, retryAfter: string | null): Verdict {
  if (status >= 200 && status < 300) return { kind: 'continue' };
  // Our idea of the offset is wrong: an answer was lost after the bytes had arrived.
  if (status === 409) return { kind: 'ask' };
  if (status === 0 || status === 408 || status === 429 || status >= 500) {
    const seconds = Number(retryAfter ?? NaN);
    return { kind: 'wait', ms: status !== 507 && Number.isFinite(seconds) ? seconds * 1000 : null };
  }
  return { kind: 'stop' };
}

/** Full jitter between half and all of a doubling delay: a pause that is never nothing. */
export function uploadDelayMs(failures: number, random: () => number): number {
  const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, failures - 1));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}

/** Failures in a row after which the person is asked. With the delays above some three minutes. */
export const patientFailures = 10;
