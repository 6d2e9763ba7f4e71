/** What stands in the place of a secret. */
export const redacted = '[redacted]';

const longestText = 8_192;
/** Read for secrets before it is cut, so that no half of one is left; what lies beyond is dropped unread. */
const longestRead = 65_536;
const deepest = 6;
const widest = 100;

/** Fields whose text is a secret by their name, wherever they stand. Numbers under such names are counters (`leaseToken`). */
const secretName =
  /(?:token|secret|password|passwd|passphrase|apikey|api[_-]key|authorization|cookie|private[_-]?key|credentials?|webhook[_-]?url)s?$/i;

/** Each is linear in its input: one quantified run between fixed marks. */
const patterns: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g, redacted],
  // user:password@ of an address
  [/([a-z][a-z0-9+.-]{1,15}:\/\/)[^\s/@"'<>]{1,512}@/gi, `$1${redacted}@`],
  [/\b(Bearer|Basic|Digest|Negotiate)\s+[\w.~+/=:-]{6,}/gi, `$1 ${redacted}`],
  [/\b((?:set-)?cookie["']?\s*[:=]\s*)[^\r\n]+/gi, `$1${redacted}`],
  // query strings, and the code of a sign-in link
  [
    /([?&#;](?:[\w.%-]{0,40}(?:token|secret|password|passwd|pwd|key|signature|sig|hmac|credentials?|session|auth|jwt|ticket)|code)=)[^&\s"'<>#]+/gi,
    `$1${redacted}`,
  ],
  // name=value and "name": "value" inside text
  [
    /((?:token|secret|password|passwd|passphrase|api[_-]?key|private[_-]?key|_session)\\?["']?\s{0,4}[=:]\s{0,4}\\?["']?)[^\s"'\\,;&<>)\]}]+/gi,
    `$1${redacted}`,
  ],
  [/\beyJ[\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*)?/g, redacted], // JWT
  [/(?<!\d)\d{6,12}:[\w-]{30,}/g, redacted], // Telegram
  [/(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]+/gi, `$1${redacted}`],
  [/(discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/)[\w/-]+/gi, `$1${redacted}`],
  [/(\.(?:webhook\.office|logic\.azure)\.com(?::\d+)?\/)[^\s"'<>]+/gi, `$1${redacted}`],
  [/\bxox[a-z]-[\w-]{8,}/g, redacted],
  [/\b(?:whsec_|sk-|sk_live_|sk_test_|ghp_|gho_|ghs_|github_pat_|glpat-)[\w+/=-]{10,}/g, redacted],
  [/\bEAA[A-Za-z0-9]{20,}/g, redacted], // Meta
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, redacted],
  [/\bAIza[\w-]{30,}/g, redacted],
];

/** The text without what is a secret by its form; for places that know no secret by value: a job's log, its error, its link. */
export function redactText(text: string): string {
  let rest = text;
  for (const [pattern, replacement] of patterns) rest = rest.replace(pattern, replacement);
  return rest;
}

/**
 * Takes secrets out of everything that goes to a file: by the name of a field, by the form of a value, and by value where the
 * console knows the secret itself (also in base64 and URL-encoded).
 */
export class Redactor {
  #known: readonly string[] = [];

  /** Values that must never be written. Short ones are left out: they would blot out ordinary words. */
  know(secrets: readonly string[]): void {
    const forms = secrets
      .filter((secret) => secret.length >= 8)
      .flatMap((secret) => [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret)
          .toString('base64')
          .replace(/={1,2}$/, ''),
        Buffer.from(secret).toString('base64url'),
        JSON.stringify(secret).slice(1, -1),
      ]);
    // Longer ones first: a secret may begin with another.
    this.#known = [...new Set(forms)].sort((a, b) => b.length - a.length);
  }

  text(input: string): string {
    let text = input.length > longestRead ? input.slice(0, longestRead) : input;
    for (const secret of this.#known) if (text.includes(secret)) text = text.replaceAll(secret, redacted);
    text = redactText(text);
    return text.length > longestText ? `${text.slice(0, longestText)}… (${input.length})` : text;
  }

  /** A copy of `value` that JSON can hold: no secret, no cycle, no getter run twice, at most 6 deep and 100 wide. */
  value(value: unknown, name = '', depth = 0): unknown {
    if (typeof value === 'string') return secretName.test(name) && value !== '' ? redacted : this.text(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
    if (typeof value !== 'object' || value === null) return value;
    if (secretName.test(name)) return redacted;
    if (depth >= deepest) return '[deeper]';
    if (value instanceof Error) return this.#error(value, depth);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value)) return value.slice(0, widest).map((item) => this.value(item, '', depth + 1));
    return this.#object(value instanceof Map ? value.entries() : Object.entries(value), depth);
  }

  #object(entries: Iterable<[unknown, unknown]>, depth: number): Record<string, unknown> {
    const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>; // no prototype to pollute
    let width = 0;
    for (const [key, item] of entries) {
      if (++width > widest) break;
      const name = this.text(String(key)).slice(0, 128);
      copy[name] = this.value(item, String(key), depth + 1);
    }
    return copy;
  }

  #error(error: Error, depth: number): Record<string, unknown> {
    const { name, message, stack, cause } = error;
    const own = Object.entries(error).filter(([key]) => key !== 'cause');
    const always = Object.entries({ name, message, stack, ...(cause === undefined ? {} : { cause }) });
    return this.#object([...always, ...own], depth);
  }
}
