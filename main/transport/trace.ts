import { newTraceId, type Random } from '#platform/ids.ts';

/** W3C trace context: `00-<trace>-<span>-<flags>`; an all-zero trace is invalid. */
const traceparent = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace that a caller brought, else a new one. */
export function traceOf(header: string | string[] | undefined, random: Random): string {
  const found = typeof header === 'string' ? traceparent.exec(header)?.[1] : undefined;
  return found ?? newTraceId(random);
}

export const traceparentOf = (trace: string, random: Random): string =>
  `00-${trace}-${random.bytes(8).toString('hex')}-01`;
