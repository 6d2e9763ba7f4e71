import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { contract } from '#shared/contract/index.ts';
import { isErrorCode } from '#shared/contract/errors.ts';
import { listOperations } from '../../main/transport/operations.ts';
import { maxMessageBytes } from '../../main/transport/rpc-messages.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';

const operations = listOperations().map(({ name }) => name);
/** Answered by a stream that lasts; its first message is the answer, and then it is taken back. */
const streams = ['live.feed', 'logs.follow'];
const untouched = Object.getOwnPropertyNames(Object.prototype).length;

afterEach(() => {
  if (Object.getOwnPropertyNames(Object.prototype).length !== untouched) throw new Error('a prototype was polluted');
});

interface Answer {
  /** Null: a success. */
  readonly code: string | null;
}

/** A page that has been taken over: it has the port, and writes on it whatever it likes. */
class HostilePage {
  readonly #port: MessagePort;
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  #lastId = 0;
  isClosed = false;

  constructor({ core }: TestCore) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port2;
    port2.on('message', (text) => this.#hear(String(text)));
    port2.on('close', () => (this.isClosed = true));
    onTestFinished(() => port2.close());
    // Node's port has the members that the door uses of Electron's.
    core.connectPort(port1 as unknown as Parameters<typeof core.connectPort>[0]);
  }

  /** As it stands, with nothing checked before. */
  send(message: unknown): void {
    this.#port.postMessage(message);
  }

  /** `body` is the JSON text of a call's body, so that it may say what no object of ours can. */
  async call(name: string, body: string): Promise<Answer> {
    const id = String((this.#lastId += 1));
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.send(`{"i":"${id}","p":{"u":"/${name.replaceAll('.', '/')}","b":${body}}}`);
    });
    if (streams.includes(name)) this.send(`{"i":"${id}","t":4}`);
    return answer;
  }

  #hear(text: string): void {
    // The protocol's own form of an answer.
    const { i, p } = JSON.parse(text) as { i: string; p?: { s?: number; b?: { json?: { data?: { code?: string } } } } };
    const failed = (p?.s ?? 200) >= 400;
    this.#waiting.get(i)?.({ code: failed ? (p?.b?.json?.data?.code ?? 'no code at all') : null });
    this.#waiting.delete(i);
  }
}

/** Whether the contract itself takes the value; what it takes may do as it says. */
function isTaken(name: string, value: unknown): boolean {
  const [feature = '', verb = ''] = name.split('.');
  // `operation()` makes every entry of the table of this form.
  const declared = contract as unknown as Record<string, Record<string, { '~orpc': { inputSchema?: Schema } }>>;
  return declared[feature]?.[verb]?.['~orpc'].inputSchema?.safeParse(value).success ?? true;
}
const isKnownRefusal = (code: string | null): boolean =>
  code !== null && isErrorCode(code) && code !== 'internal-error';
interface Schema {
  safeParse(value: unknown): { success: boolean };
}

const words = ['id', 'name', 'sources', 'filter', 'action', 'code', 'changes', 'file', 'recipe', 'text', 'to', 'level'];
const everyField = (value: string) => `{${words.map((word) => `"${word}":${value}`).join(',')}}`;
const long = `"${'x'.repeat(250_000)}"`;
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

const inputs: readonly [string, string][] = [
  ['null', 'null'],
  ['a text', '"x"'],
  ['a number', '4'],
  ['a list', '[]'],
  ['a yes', 'true'],
  ['nothing in it', '{}'],
  ['a null in every field', everyField('null')],
  ['a list in every field', everyField('[[]]')],
  ['an object in every field', everyField('{"x":1}')],
  ['a yes in every field', everyField('true')],
  ['a huge number in every field', everyField('1e308')],
  ['a negative number in every field', everyField('-1')],
  ['a long text in every field', everyField(long)],
  ['fields that nobody knows', '{"polluted":1,"role":"admin","scopes":["admin"],"shipped":true}'],
  ['nesting to the limit', `{"filter":${deep(20)},"recipe":${deep(20)}}`],
];

test.each(inputs)('every operation that takes no such thing says so: %s [S24] [S22]', async (_name, input) => {
  const world = await startTestCore();
  const page = new HostilePage(world);
  for (const name of operations) {
    const { code } = await page.call(name, `{"json":${input}}`);
    const isWell = isKnownRefusal(code) || (code === null && isTaken(name, JSON.parse(input)));
    expect([name, code, isWell]).toEqual([name, code, true]);
  }
  expect(await page.call('queues.list', '{}')).toMatchObject({ code: null });
});

const bodies: readonly [string, string][] = [
  ['no input', '{}'],
  ['no object', '"x"'],
  ['null', 'null'],
  ['a list', '[]'],
  ['types that nobody knows', '{"json":{"id":1},"meta":[[99,"id"]]}'],
  ['types that are no list', '{"json":{"id":1},"meta":"x"}'],
  ['a type for what is not there', '{"json":{"id":1},"meta":[[1,"a","b","c"]]}'],
  ['a type for the prototype', '{"json":{"id":1},"meta":[[1,"__proto__","polluted"]]}'],
  ['a type for the constructor', '{"json":{"id":1},"meta":[[1,"constructor","prototype","polluted"]]}'],
  ['a big number that is none', '{"json":{"id":"x"},"meta":[[0,"id"]]}'],
  ['an endless big number', `{"json":{"id":"${'9'.repeat(100_000)}"},"meta":[[0,"id"]]}`],
  ['a pattern that hangs', '{"json":{"id":{"source":"^(a+)+$","flags":"g"}},"meta":[[6,"id"]]}'],
  ['a pattern that is none', '{"json":{"id":"/(/"},"meta":[[6,"id"]]}'],
  ['files that did not come', '{"json":{"id":1},"maps":[["id"]]}'],
];

test.each(bodies)('a call whose body has %s is refused or read as the contract says [S24]', async (_name, body) => {
  const page = new HostilePage(await startTestCore());
  for (const name of operations.filter((operation) => operation !== 'system.stop')) {
    const { code } = await page.call(name, body);
    expect([name, code, code === null || isKnownRefusal(code)]).toEqual([name, code, true]);
  }
  expect(await page.call('queues.list', '{}')).toMatchObject({ code: null });
});

test('an operation that nobody knows is told so, whatever its name reaches for [S24]', async () => {
  const page = new HostilePage(await startTestCore());
  for (const name of [
    'nothing',
    'jobs',
    'jobs.nothing',
    'jobs.get.more',
    'jobs.toString',
    'jobs.constructor',
    'jobs.__proto__.get',
    'constructor.prototype',
    'jobs.hasOwnProperty',
  ])
    expect([name, await page.call(name, '{"json":{}}')]).toMatchObject([name, { code: 'request-not-found' }]);
});

const refused: readonly [string, unknown][] = [
  ['no text', 42],
  ['null', null],
  ['an object', { i: '1', p: { u: '/queues/list' } }],
  ['bytes', new Uint8Array([123, 125])],
  ['a map', new Map([['i', '1']])],
  ['no JSON', '{'],
  ['an empty text', ''],
  ['a list', '[]'],
  ['no call', '{"i":"1"}'],
  ['no id', '{"p":{"u":"/queues/list"}}'],
  ['an id of a megabyte', `{"i":"${'x'.repeat(1_000_000)}","p":{"u":"/queues/list"}}`],
  ['a type that nobody knows', '{"i":"1","t":9,"p":{}}'],
  ['a path out of the tree', '{"i":"1","p":{"u":"/../queues/list"}}'],
  ['a whole address', '{"i":"1","p":{"u":"https://evil.test/x"}}'],
  ['a path that is no text', '{"i":"1","p":{"u":{"x":1}}}'],
  ['a prototype for a path', '{"i":"1","p":{"u":"/__proto__/polluted"}}'],
  ['headers of its own', '{"i":"1","p":{"u":"/queues/list","h":{"authorization":"Bearer x"}}}'],
  ['a prototype in a field', '{"i":"1","p":{"u":"/jobs/get","b":{"json":{"id":{"__proto__":{"polluted":1}}}}}}'],
  [
    'a constructor’s prototype',
    '{"i":"1","p":{"u":"/jobs/get","b":{"json":{"constructor":{"prototype":{"polluted":1}}}}}}',
  ],
  ['ten megabytes', `{"i":"1","p":{"u":"/jobs/add","b":{"json":{"queue":"${'x'.repeat(10_000_000)}"}}}}`],
  ['a hundred thousand levels', `{"i":"1","p":{"u":"/jobs/add","b":{"json":${deep(100_000)}}}}`],
  ['a million values', `{"i":"1","p":{"u":"/jobs/add","b":{"json":[${'1,'.repeat(1_000_000)}1]}}}`],
];

test('a message that is no call ends its port, and the console goes on [S24]', async () => {
  const world = await startTestCore();
  for (const [name, message] of refused) {
    const page = new HostilePage(world);
    page.send(message);
    await expect.poll(() => page.isClosed, { message: name }).toBe(true);
  }
  expect(await new HostilePage(world).call('queues.list', '{}')).toMatchObject({ code: null });
});

test('what can not be cloned never leaves the page [S24]', async () => {
  const page = new HostilePage(await startTestCore());
  for (const message of [() => 1, Symbol('x'), { deep: [() => 1] }, new WeakMap()])
    expect(() => page.send(message)).toThrow(/could not be cloned/);
  expect(await page.call('queues.list', '{}')).toMatchObject({ code: null });
});

test('ten thousand calls at once are all answered, garbage among them [S24]', async () => {
  const page = new HostilePage(await startTestCore());
  const calls = Array.from({ length: 10_000 }, (_, index) =>
    index % 4 === 0 ? page.call('jobs.get', '{"json":{"id":"none"}}') : page.call('queues.list', '{}'),
  );
  const answers = await Promise.all(calls);
  expect(answers.filter(({ code }) => code === null)).toHaveLength(7500);
  expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([null, 'request-query-invalid']));
});

test('calls that come while the console stops, and after, break nothing [S24]', async () => {
  const world = await startTestCore();
  const page = new HostilePage(world);
  const early = operations.map((name) => page.call(name, '{"json":{}}'));
  const stopped = world.core.stop(5000);
  const answers: Answer[] = [];
  for (const answer of early) void answer.then((value) => answers.push(value));
  for (const name of operations) void page.call(name, '{"json":{}}').then((value) => answers.push(value));
  await stopped;
  const late = await Promise.all(['queues.list', 'jobs.list', 'logs.list'].map((name) => page.call(name, '{}')));
  expect([...answers, ...late].filter(({ code }) => code !== null && !isErrorCode(code))).toEqual([]);
});

test('the largest message that may come is larger than any input that the contract takes [S24]', () => {
  const captions = { kind: 'captions', srt: 'ñ'.repeat(2_000_000) };
  expect(JSON.stringify(captions).length).toBeLessThan(maxMessageBytes);
});
