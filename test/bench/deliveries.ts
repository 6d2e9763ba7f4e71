// `npm run bench -- deliveries [--count N] [--rounds N]`: see docs/benchmarks.md.
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { systemClock } from '#platform/clock.ts';
import { openDatabase } from '#platform/database/open.ts';
import { SqliteDeliveryEngine } from '#platform/deliveries/delivery-engine.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { systemRandom } from '#platform/ids.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { messageOf, openSinks } from '../helpers/channels.ts';

const { values: options } = parseArgs({
  options: { count: { type: 'string', default: '2000' }, rounds: { type: 'string', default: '5' } },
});
const count = Number(options.count);
const rounds = Number(options.rounds);
/** Sends at once, of both. */
const concurrency = 16;
const message = messageOf('Video processed', 'URL: https://example.com/clip.mp4\nTime: 120.5 seconds');

const server = createServer((request, response) => request.resume().once('end', () => response.end('ok')));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port

const folder = mkdtempSync(path.join(os.tmpdir(), 'atalaya-bench-'));
const database = openDatabase(path.join(folder, 'atalaya.db'));
const sinks = openSinks();
const engine = new SqliteDeliveryEngine({
  database,
  events: new EventLog(database, systemClock),
  clock: systemClock,
  random: systemRandom,
  logger: silentLogger,
});
engine.registerSink(sinks.sink('webhook'));
engine.registerOwner({
  name: 'bench',
  compose: () => message,
  configOf: () => ({ url: `${origin}/hook`, method: 'POST' }),
});
const endpointId = await database.write(() =>
  Number(
    database.connection
      .prepare(
        `INSERT INTO endpoints (sink, owner, name, policy, created_at, changed_at) VALUES ('webhook', 'bench', 'bench', ?, 0, 0)`,
      )
      .run(JSON.stringify({ concurrency })).lastInsertRowid,
  ),
);
await engine.start();

/** Deliveries a second: rows and history written, each outcome durable. */
async function measureEngine(round: number): Promise<number> {
  const done = Promise.withResolvers<void>();
  const left = database.connection
    .prepare<[], number>("SELECT count(*) FROM deliveries WHERE state IN ('waiting', 'sending')")
    .pluck() as unknown as { get(): number }; // pluck changes the row's type
  const stop = engine.onChange(() => left.get() === 0 && done.resolve());
  const beganAt = performance.now();
  await database.write(() => {
    for (let n = 0; n < count; n++)
      engine.enqueue({
        endpointId,
        kind: 'bench',
        subject: `job:${n}`,
        payload: { n },
        idempotencyKey: `${round}-${n}`,
        trace: 'bench',
      });
  });
  await done.promise;
  stop();
  return (count / (performance.now() - beganAt)) * 1000;
}

/** The same bodies by undici alone: nothing is kept. */
async function measureBare(): Promise<number> {
  const pool = new Pool(origin, { connections: concurrency });
  const body = JSON.stringify({ type: message.kind, timestamp: message.at, data: message.fields, ...message });
  let next = 0;
  const worker = async () => {
    while (next++ < count) {
      const response = await pool.request({
        path: '/hook',
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': String(next) },
        body,
      });
      await response.body.text();
    }
  };
  const beganAt = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const perSecond = (count / (performance.now() - beganAt)) * 1000;
  await pool.close();
  return perSecond;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const results = { engine: [] as number[], bare: [] as number[] };
for (let round = -1; round < rounds; round++) {
  const inTurn = round % 2 === 0 ? (['engine', 'bare'] as const) : (['bare', 'engine'] as const);
  for (const name of inTurn) {
    const perSecond = await (name === 'engine' ? measureEngine(round) : measureBare());
    // The first round warms up.
    if (round >= 0) results[name].push(Math.round(perSecond));
  }
}
await engine.stop(5000);
await sinks.close();
database.close();
server.closeAllConnections();
server.close();
rmSync(folder, { recursive: true, force: true });

const [ours, bare] = [median(results.engine), median(results.bare)];
process.stdout.write(
  `deliveries with history: ${ours}/s, bare undici: ${bare}/s, ratio ${(ours / bare).toFixed(2)} (medians of ${rounds} rounds of ${count})\n`,
);
const reports = path.resolve(import.meta.dirname, '../../out/reports');
mkdirSync(reports, { recursive: true });
writeFileSync(path.join(reports, 'bench-deliveries.json'), JSON.stringify({ count, concurrency, results }, null, 2));
