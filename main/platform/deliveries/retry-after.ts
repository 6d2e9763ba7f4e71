const longestMs = 86_400_000;

/**
 * How long a service asks to be left alone (RFC 9110, 10.2.3): seconds in digits alone, or an HTTP date. Of two headers the longer
 * wait counts. Null for what is neither; at most a day.
 */
export function parseRetryAfter(values: string | readonly string[] | undefined, nowMs: number): number | null {
  const list = values === undefined ? [] : typeof values === 'string' ? [values] : values;
  const waits = list.map((value) => parseOne(value.trim(), nowMs)).filter((wait) => wait !== null);
  return waits.length === 0 ? null : Math.max(...waits);
}

const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .{10,24}$/;

function parseOne(value: string, nowMs: number): number | null {
  if (/^\d{1,15}$/.test(value)) return Math.min(longestMs, Number(value) * 1000);
  // The oldest of the three forms names no zone and means GMT; `Date` would take it for the console's own.
  const at = httpDate.test(value) ? Date.parse(value.endsWith('GMT') ? value : `${value} GMT`) : Number.NaN;
  return Number.isNaN(at) ? null : Math.min(longestMs, Math.max(0, at - nowMs));
}
