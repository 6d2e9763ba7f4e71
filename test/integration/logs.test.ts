import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { logLevels, type LogLevel, type LogLine } from '#shared/contract/logs.ts';
import type { SettingValues } from '#shared/domain/settings.ts';
import { createLogs } from '#platform/log/create-logs.ts';
import { isAtLeast, LogLevels } from '#platform/log/levels.ts';
import { LogFile } from '#platform/log/log-file.ts';
import type { FollowedLines } from '#platform/log/log-followers.ts';
import { ManualClock } from '../helpers/clock.ts';
import { temporaryFolder } from '../helpers/database.ts';
import { FakeSettings } from '../helpers/settings.ts';

function openLogs(
  values: Partial<SettingValues> = {},
  folder = path.join(temporaryFolder(), 'logs'),
  clock = new ManualClock(),
) {
  const settings = new FakeSettings({ logLevel: 'DEBUG', ...values });
  const logs = createLogs({ folder, settings, clock });
  onTestFinished(() => logs.stop());
  return { logs, settings, clock, folder };
}
const textOf = (folder: string): string =>
  readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('');
const linesOf = (folder: string, name: string): Record<string, unknown>[] =>
  readFileSync(path.join(folder, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('a line is one JSON object with ts, level, module, msg and trace, in the file of its module [A62] [A63] [C46]', () => {
  const { logs, folder } = openLogs();
  logs.logger.child('control').debug('request', { trace: 't1', path: '/health' });
  logs.logger.child('live').info('window joined');
  logs.logger.child('video.download').warning('slow', { seconds: 3 });
  logs.logger.child('queue').error('failed');
  logs.logger.critical('disk full');
  expect(readdirSync(folder).sort()).toEqual(['api.log', 'app.log', 'dashboard.log', 'queue.log']);
  const ts = '2026-01-05T12:00:00.000Z';
  const n = expect.any(Number) as number;
  expect(linesOf(folder, 'api.log')).toEqual([
    { level: 'DEBUG', ts, n, module: 'control', trace: 't1', path: '/health', msg: 'request' },
  ]);
  expect(linesOf(folder, 'dashboard.log')).toEqual([{ level: 'INFO', ts, n, module: 'live', msg: 'window joined' }]);
  expect(linesOf(folder, 'queue.log').map(({ level, module }) => [level, module])).toEqual([
    ['WARNING', 'video.download'],
    ['ERROR', 'queue'],
  ]);
  expect(linesOf(folder, 'app.log').map(({ level, module }) => [level, module])).toEqual([['CRITICAL', 'app']]);
  expect(statSync(path.join(folder, 'api.log')).mode & 0o777).toBe(0o600);
});

test.each([
  '\n{"level":"INFO","msg":"fake"}',
  '\r\n[INFO] fake',
  '\u001b[31mred\u001b[2K',
  'a\u0000b',
  '\u202egnp.exe',
  'x'.repeat(1_000_000),
  '\u2028',
  '\u0085',
  '\ud800',
  '"},{"',
])('whatever a message or a field holds stays one line of JSON: %j [S20]', (evil) => {
  const { logs, folder } = openLogs();
  logs.logger.error(evil.slice(0, 2_000_000), {
    [evil.slice(0, 50)]: evil,
    nested: { list: [evil] },
    level: 'DEBUG',
    ts: 'x',
    msg: 'y',
    n: 0,
  });
  const raw = readFileSync(path.join(folder, 'app.log'), 'utf8');
  expect(raw.split('\n')).toHaveLength(2);
  // oxlint-disable-next-line no-control-regex -- these are what must not be there
  expect(raw.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
  expect(raw.length).toBeLessThan(66_000);
  expect(linesOf(folder, 'app.log')[0]).toMatchObject({ level: 'ERROR', module: 'app' });
});

test('fields that are huge, deep, cyclic or no data are cut and never throw', () => {
  const { logs, folder } = openLogs();
  const cycle: Record<string, unknown> = {
    at: new Date(0),
    when: new Date(Number.NaN),
    big: 10n ** 30n,
    bytes: Buffer.alloc(9),
    call() {},
  };
  cycle['self'] = cycle;
  logs.logger.info('odd', {
    cycle,
    wide: Array.from({ length: 5_000 }, (_, i) => i),
    map: new Map([['a', 1]]),
    __proto__: { polluted: 1 },
  });
  for (let i = 0; i < 3; i++)
    logs.logger.info('big', Object.fromEntries(Array.from({ length: 90 }, (_, k) => [`k${k}`, 'y'.repeat(9_000)])));
  const [odd, big] = linesOf(folder, 'app.log');
  expect(odd?.['wide']).toHaveLength(100);
  expect(big).toMatchObject({ msg: 'big', cutBytes: expect.any(Number) as number });
});

test('a module’s level goes before the base, a temporary one returns by itself, and the setting moves the base [C63]', () => {
  const { logs, settings, clock, folder } = openLogs({ logLevel: 'WARNING' });
  const video = logs.logger.child('video');
  const said = () =>
    readdirSync(folder).includes('queue.log') ? linesOf(folder, 'queue.log').map(({ msg }) => msg) : [];
  video.info('1');
  logs.setLevel('video', 'DEBUG', 15);
  video.debug('2');
  clock.advance(15 * 60_000);
  video.debug('3');
  settings.put({ logLevel: 'DEBUG' });
  video.debug('4');
  expect(said()).toEqual(['2', '4']);
});

test('levels agree with a plain model whatever is set and however time goes', () => {
  const scope = fc.constantFrom(null, 'a', 'b');
  const level = fc.constantFrom(...logLevels);
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('set' as const),
      scope,
      level,
      minutes: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    }),
    fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 15 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const clock = new ManualClock();
      const levels = new LogLevels(clock, 'INFO');
      const lasting = new Map<string | null, LogLevel>([[null, 'INFO']]);
      const passing = new Map<string | null, { level: LogLevel; until: number }>();
      const now = (name: string | null): LogLevel | undefined => {
        const passes = passing.get(name);
        return passes && passes.until > clock.now() ? passes.level : lasting.get(name);
      };
      for (const each of steps) {
        if (each.kind === 'wait') clock.advance(each.minutes * 60_000);
        else {
          levels.set(each.scope, each.level, each.minutes);
          if (each.minutes === undefined) {
            lasting.set(each.scope, each.level);
            passing.delete(each.scope);
          } else passing.set(each.scope, { level: each.level, until: clock.now() + each.minutes * 60_000 });
        }
        for (const name of ['a', 'b', 'c']) expect(levels.levelOf(name)).toBe(now(name) ?? now(null));
      }
      levels.stop();
      expect(clock.pendingTimers).toBe(0);
    }),
    { numRuns: 200 },
  );
});

test('rotation by size loses no line and orders them, and old files go [A63]', async () => {
  const { logs, folder, clock } = openLogs({ logMaxBytes: 2_000, logKeepDays: 3 });
  for (let i = 0; i < 100; i++) {
    logs.logger.info(`line ${i}`);
    clock.advance(10);
  }
  const files = readdirSync(folder);
  expect(files.length).toBeGreaterThan(4);
  for (const file of files) expect(statSync(path.join(folder, file)).size).toBeLessThanOrEqual(2_000);
  const all = await logs.reader.page({}, 1_000);
  expect(all.lines.map((line) => line.message)).toEqual(Array.from({ length: 100 }, (_, i) => `line ${i}`));
  expect(all.before).toBeNull();

  clock.advance(4 * 86_400_000);
  logs.logger.info('days later');
  expect(readdirSync(folder).length).toBe(2); // the present one, and the one that was rotated for its age just now
});

test('rotation agrees with a plain model: every line is in one file, in order, none above the limit', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ length: fc.integer({ min: 1, max: 300 }), waitMs: fc.constantFrom(0, 1, 3_600_000) }), {
        maxLength: 60,
      }),
      (writes) => {
        const folder = temporaryFolder();
        const clock = new ManualClock();
        const file = new LogFile({ folder, name: 'x.log', clock, maxBytes: () => 500, keepDays: () => 3_650 });
        const wanted = writes.map(({ length }, index) => `${index}:${'x'.repeat(length)}\n`);
        writes.forEach(({ waitMs }, index) => {
          clock.advance(waitMs);
          file.write(wanted[index] ?? '');
        });
        file.close();
        const names = readdirSync(folder).sort((a, b) => (a === 'x.log' ? 1 : b === 'x.log' ? -1 : a < b ? -1 : 1));
        const written = names.map((name) => readFileSync(path.join(folder, name), 'utf8'));
        const kept = written.join('');
        expect(wanted.join('').endsWith(kept)).toBe(true); // only the oldest files may be gone, by their number
        expect(names.length > 25 || kept === wanted.join('')).toBe(true);
        for (const text of written) expect(text.length).toBeLessThanOrEqual(500);
      },
    ),
    { numRuns: 25 },
  );
});

test('a process killed in the middle of a rotation loses no line and the next start goes on [F01]', async () => {
  const folder = path.join(temporaryFolder(), 'logs');
  const script = `
    import { armKillPoints } from '#platform/kill-point.ts';
    import { LogFile } from '#platform/log/log-file.ts';
    import { systemClock } from '#platform/clock.ts';
    armKillPoints('K19:2');
    const file = new LogFile({ folder: ${JSON.stringify(folder)}, name: 'queue.log', clock: systemClock, maxBytes: () => 400, keepDays: () => 9 });
    for (let n = 1; n < 1000; n++) {
      file.write(JSON.stringify({ level: 'INFO', ts: new Date().toISOString(), n, module: 'queue', msg: 'line ' + n }) + '\\n');
      process.stdout.write(n + '\\n');
    }`;
  const child = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
    encoding: 'utf8',
    cwd: path.resolve(import.meta.dirname, '../..'),
  });
  expect({ signal: child.signal, stderr: child.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
  const acknowledged = child.stdout.trim().split('\n').map(Number);
  appendFileSync(path.join(folder, 'queue.log'), '{"level":"INFO","ts":"2026');

  const { logs } = openLogs({}, folder);
  logs.logger.child('queue').info('after');
  const { lines } = await logs.reader.page({}, 100);
  expect(lines.map(({ message }) => message)).toEqual([...acknowledged.map((n) => `line ${n}`), 'after']);
});

test('numbers go on rising after a restart, even when the clock was put back', async () => {
  const folder = path.join(temporaryFolder(), 'logs');
  openLogs({}, folder, new ManualClock(2_000_000_000_000)).logs.logger.info('first');
  const { logs } = openLogs({}, folder, new ManualClock(1_000_000_000_000));
  logs.logger.info('second');
  expect((await logs.reader.page({}, 10)).lines.map(({ message }) => message)).toEqual(['first', 'second']);
});

const messages = (lines: readonly LogLine[]) => lines.map(({ message }) => message);

test('several files are merged by time and paged to the past, each line once [A64]', async () => {
  const { logs, clock } = openLogs({ logMaxBytes: 100_000 });
  const modules = ['control', 'live', 'queue', 'app'].map((name) => logs.logger.child(name));
  for (let i = 0; i < 3_000; i++) {
    clock.advance(i % 3);
    modules[(i * 7) % 4]?.info(`m${i} ${'é'.repeat(i % 90)}`);
  }
  const seen: string[] = [];
  let before: string | undefined;
  do {
    const page = await logs.reader.page({}, 237, before);
    seen.unshift(...page.lines.map(({ message }) => message.split(' ')[0] ?? ''));
    before = page.before ?? undefined;
  } while (before !== undefined);
  expect(seen).toEqual(Array.from({ length: 3_000 }, (_, i) => `m${i}`));
});

test('filters by file, level, module, text and trace; an unknown file or a bad cursor is told by name [A64]', async () => {
  const { logs } = openLogs();
  logs.logger.child('queue').debug('Ábaco "quoted" \n line', { trace: 'aaa', name: 'clip.mp4' });
  logs.logger.child('control').error('refused', { trace: 'bbb' });
  logs.logger.child('live').info('joined');
  const found = async (filter: Parameters<typeof logs.reader.page>[0]) =>
    messages((await logs.reader.page(filter, 10)).lines);
  expect(await found({ files: ['api.log', 'dashboard.log'] })).toEqual(['refused', 'joined']);
  expect(await found({ level: 'INFO' })).toEqual(['refused', 'joined']);
  expect(await found({ module: 'live' })).toEqual(['joined']);
  expect(await found({ trace: 'bbb' })).toEqual(['refused']);
  for (const text of ['ábaco', '"QUOTED"', 'clip.MP4', '\n line']) expect(await found({ text })).toHaveLength(1);
  expect(await found({ text: 'INFO' })).toEqual([]);
  await expect(found({ files: ['../../etc/passwd'] })).rejects.toMatchObject({ code: 'log-file-unknown' });
  await expect(logs.reader.page({}, 10, '1e9')).rejects.toMatchObject({ code: 'request-malformed' });
});

test('of a file of 100 MB only the tail is read, and a page in its middle is found by halving', async () => {
  const folder = path.join(temporaryFolder(), 'logs');
  mkdirSync(folder);
  const handle = openSync(path.join(folder, 'queue.log'), 'w');
  const pad = 'x'.repeat(850);
  const line = (n: number) =>
    `{"level":"INFO","ts":"2026-01-05T12:00:00.000Z","n":${n},"module":"queue","msg":"line ${n}","pad":"${pad}"}\n`;
  for (let block = 0; block < 100; block++)
    writeSync(handle, Array.from({ length: 1_000 }, (_, i) => line(block * 1_000 + i + 1)).join(''));
  closeSync(handle);
  const { logs } = openLogs({ logMaxBytes: 1_000_000_000 }, folder);
  const timed = async <T>(work: () => Promise<T>) => {
    const start = performance.now();
    const value = await work();
    return { value, ms: performance.now() - start };
  };
  const tail = await timed(() => logs.reader.page({}, 200));
  expect(messages(tail.value.lines).at(-1)).toBe('line 100000');
  const middle = await timed(() => logs.reader.page({}, 200, '50001'));
  expect([messages(middle.value.lines)[0], messages(middle.value.lines).at(-1)]).toEqual(['line 49801', 'line 50000']);
  expect(Math.max(tail.ms, middle.ms)).toBeLessThan(300);
  // A search that finds nothing answers in pieces, each with where to go on.
  const nothing = await logs.reader.page({ text: 'never written' }, 200);
  expect(nothing.lines).toEqual([]);
  expect(Number(nothing.before)).toBeGreaterThan(50_000);
});

test('a follower hears lines from the call on, filtered, and is told how many it lost [A64]', async () => {
  const { logs, clock } = openLogs();
  const stop = new AbortController();
  const stream = logs.followers.follow({ level: 'WARNING' }, stop.signal);
  const queue = logs.logger.child('queue');
  queue.info('not wanted');
  for (let i = 0; i < 2_100; i++) queue.warning(`w${i}`);
  clock.advance(100);
  const got: FollowedLines[] = [];
  for (let i = 0; i < 4; i++) got.push((await stream.next()).value as FollowedLines);
  expect(got.map(({ lines, dropped }) => [lines.length, dropped])).toEqual([
    [500, 100],
    [500, 0],
    [500, 0],
    [500, 0],
  ]);
  expect(got[0]?.lines[0]?.message).toBe('w100');
  const next = stream.next();
  queue.error('late');
  clock.advance(100);
  expect(((await next).value as FollowedLines).lines[0]).toMatchObject({
    message: 'late',
    file: 'queue.log',
    level: 'ERROR',
  });
  const last = stream.next();
  stop.abort();
  expect((await last).done).toBe(true);
  expect(logs.followers.count).toBe(0);
});

test('a follower that never reads is let go with its signal', () => {
  const { logs } = openLogs();
  const stop = new AbortController();
  logs.followers.follow({}, stop.signal);
  expect(logs.followers.count).toBe(1);
  stop.abort();
  expect(logs.followers.count).toBe(0);
});

test('a folder that refuses never throws at who logs, is told, and heals', () => {
  const { logs, folder } = openLogs();
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'a file in the way');
  logs.logger.info('lost 1');
  logs.logger.info('lost 2');
  expect(logs.failures()).toMatchObject([{ file: 'app.log', lostLines: 2 }]);
  rmSync(folder);
  logs.logger.info('back');
  expect(logs.failures()).toEqual([]);
  expect(textOf(folder)).toContain('back');
  chmodSync(folder, 0o700);
  utimesSync(folder, 0, 0);
});

test('the level order is the five’s own [C46]', () => {
  expect(logLevels.filter((level) => isAtLeast(level, 'ERROR'))).toEqual(['ERROR', 'CRITICAL']);
});
