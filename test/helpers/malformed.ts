import fc from 'fast-check';
import { listOperations } from '../../main/transport/operations.ts';

/** Words that mean something somewhere: to JSON, SQL, a path, a shell, a prototype or this console. */
const words = [
  '',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  "' OR 1=1--",
  '%00',
  '\u0000',
  '\ud800',
  '\u202e',
  'video',
  'all',
  'newest',
  'dead',
  'auto-edit',
  'INFO',
  'true',
  '-1',
  '1e400',
  '9007199254740993',
  '2026-02-30T00:00:00Z',
  'https://127.0.0.1/x.mp4',
  'http://user:pass@a.test/',
  '/dev/zero',
  '/proc/self/mem',
  'x'.repeat(600),
];
const fields = [
  'id',
  'name',
  'queue',
  'sources',
  'kind',
  'value',
  'recipe',
  'steps',
  'changes',
  'selection',
  'filter',
  'ids',
  'action',
  'priority',
  'to',
  'before',
  'module',
  'level',
  'page',
  'query',
  'sizeBytes',
  'workers',
  'finish',
  'states',
  'search',
  'limit',
  'offset',
  'code',
  'file',
  'theme',
];

const leaf = fc.oneof(
  fc.constantFrom(...words),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
/** Any JSON value, biased towards the fields of the contract. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...fields), fc.constantFrom(...words)), tie('value'), { maxKeys: 5 }),
  ),
})).value;

/** What would end the console or wait for ever: the first is asked for by its own test, the others are streams. */
const leftOut = new Set(['system.stop', 'live.feed', 'logs.follow']);
export const operations = listOperations().filter(({ name }) => !leftOut.has(name));

export interface RestCall {
  readonly method: string;
  readonly target: string;
  readonly type: string;
  readonly body: string | null;
}

const pathPart = fc
  .oneof(fc.constantFrom('1', '0', '-1', 'video', 'x', '1e3'), fc.constantFrom(...words.filter((word) => word !== '')))
  .map((word) => encodeURIComponent(word.toWellFormed()));
const query = fc
  .array(
    fc.tuple(
      fc.constantFrom(...fields, 'days', 'page_size', 'text', 'files', 'a[b]', 'a[]'),
      fc.constantFrom(...words, '5', '1.5'),
    ),
    { maxLength: 4 },
  )
  .map((pairs) =>
    pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`).join('&'),
  );

const typeOf = fc.constantFrom(
  'application/json',
  'application/json',
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'application/offset+octet-stream',
  '',
);

const bodyText = fc.oneof(
  { weight: 6, arbitrary: anyValue.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: anyValue.map((value) => JSON.stringify(value).slice(0, -1)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);

export const restCall: fc.Arbitrary<RestCall> = fc.constantFrom(...operations).chain((operation) =>
  fc.record({
    method: fc.oneof(
      { weight: 8, arbitrary: fc.constant(operation.method) },
      { weight: 1, arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS') },
    ),
    target: fc.tuple(fc.array(pathPart, { minLength: 3, maxLength: 3 }), query).map(([parts, found]) => {
      let at = 0;
      const path = operation.path.replaceAll(/\{\w+\}/g, () => parts[at++] ?? 'x');
      return found === '' ? path : `${path}?${found}`;
    }),
    type: typeOf,
    body: fc.option(bodyText, { nil: null }),
  }),
);

/** A message of the RPC protocol that is whole, nearly whole, or nothing of the kind. */
export const message: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom(...operations), anyValue, fc.option(anyValue, { nil: undefined }))
      .map(([{ name }, json, meta]) =>
        JSON.stringify({ i: '1', p: { u: `/${name.replace('.', '/')}`, b: { json, meta } } }),
      ),
  },
  { weight: 1, arbitrary: anyValue.map((value) => JSON.stringify({ i: '1', t: value, p: value })) },
  { weight: 1, arbitrary: bodyText },
);
