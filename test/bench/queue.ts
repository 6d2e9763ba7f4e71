// `npm run bench -- queue [--quick] [--backlogs 1000,100000] [--rounds 5] [--only limit,atalaya]`: see docs/benchmarks.md.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { copyBacklog } from './queue/backlog.ts';
import type { Contestant } from './queue/contestant.ts';
import { measureDiskSync } from './queue/disk-sync.ts';
import { Limit } from './queue/limit.ts';
import { Liteque, Plainjob, type Durability } from './queue/peers.ts';
import { Product } from './queue/product.ts';
import { assertSameRows } from './queue/same-rows.ts';
import { scenarios, type Counts, type ScenarioName } from './queue/scenarios.ts';
import { goal, renderTable, toFigures, toRatios, type Figures, type Results } from './queue/table.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    backlogs: { type: 'string' },
    rounds: { type: 'string' },
    only: { type: 'string' },
    folder: { type: 'string', default: os.tmpdir() },
  },
});
const backlogs = (options.backlogs ?? (options.quick ? '1000' : '1000,100000,1000000')).split(',').map(Number);
const roundCount = Number(options.rounds ?? (options.quick ? 5 : 21));
/**
 * Short and many, because a machine is seldom quiet for long: both sides meet the same noise. A little less is worked off than is
 * handed in, so that the backlog stands.
 */
const counts: Counts = { single: 150, callers: 2000, work: 2000, endToEnd: 1500 };
/** Peers are many times slower and only shown for orientation. */
const peerRounds = 3;
const names = Object.keys(scenarios) as ScenarioName[];
const isWanted = (kind: string) => options.only?.split(',').includes(kind) ?? true;

/** Every contestant on a file of its own with the same backlog. */
async function openContestants(folder: string, backlog: number): Promise<Contestant[]> {
  const file = (kind: 'atalaya' | 'plainjob' | 'liteque', name: string) => copyBacklog(folder, kind, backlog, name);
  const contestants: Contestant[] = [
    new Limit(file('atalaya', 'limit')),
    await Product.start(file('atalaya', 'product')),
  ];
  for (const durability of ['FULL', 'as it comes'] satisfies Durability[]) {
    if (isWanted('plainjob')) contestants.push(new Plainjob(file('plainjob', `plainjob ${durability}`), durability));
    if (isWanted('liteque')) contestants.push(new Liteque(file('liteque', `liteque ${durability}`), durability));
  }
  return contestants;
}

/** Round by round, scenario by scenario, one contestant after the other in an order that turns: noise hits all alike. */
async function measure(contestants: readonly Contestant[]): Promise<Results> {
  const empty = () => Object.fromEntries(names.map((name) => [name, []])) as unknown as Results[string];
  const results: Results = Object.fromEntries(contestants.map(({ name }) => [name, empty()]));
  for (let round = -1; round < roundCount; round++) {
    for (const name of names) {
      for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
        globalThis.gc?.();
        if (contestant.share < 1 && round >= peerRounds) continue;
        const measured = await scenarios[name](contestant, counts);
        // The first round warms up.
        if (round >= 0) results[contestant.name]?.[name].push(measured);
      }
    }
    process.stderr.write(round < 0 ? 'warm ' : `${round + 1} `);
  }
  process.stderr.write('\n');
  return results;
}

async function run(backlog: number) {
  const folder = mkdtempSync(path.join(options.folder, 'atalaya-bench-'));
  try {
    process.stderr.write(`backlog ${backlog}: `);
    const diskSync = measureDiskSync(folder);
    const contestants = await openContestants(folder, backlog);
    const results = await measure(contestants);
    for (const contestant of contestants) await contestant.close();
    assertSameRows(
      path.join(folder, `limit-${backlog}`, 'atalaya.db'),
      path.join(folder, `product-${backlog}`, 'atalaya.db'),
    );
    const figures = Object.fromEntries(Object.entries(results).map(([name, rounds]) => [name, toFigures(rounds)]));
    const ratios = toRatios(figures['atalaya'] ?? {}, figures['limit'] ?? {});
    return { backlog, diskSync, figures, ratios, rates: ratesOf(results) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ratesOf = (results: Results) =>
  Object.fromEntries(
    Object.entries(results).map(([contestant, scenarios]) => [
      contestant,
      Object.fromEntries(names.map((name) => [name, scenarios[name].map(({ perSecond }) => Math.round(perSecond))])),
    ]),
  );

const missed = (ratios: Figures) => Object.entries(ratios).filter(([, ratio]) => ratio < goal);
const reports = [];
mkdirSync('out/reports', { recursive: true });
for (const backlog of backlogs) {
  const report = await run(backlog);
  reports.push(report);
  const { diskSync, figures, ratios } = report;
  console.log(`${renderTable(`backlog ${backlog.toLocaleString('en')}`, figures, ratios)}\n`);
  console.log(`4 KiB write + fdatasync: p50 ${diskSync.p50Ms.toFixed(2)} ms, p99 ${diskSync.p99Ms.toFixed(2)} ms`);
  const short = missed(ratios).map(([name, ratio]) => `${name} ${ratio.toFixed(2)}`);
  if (short.length > 0) process.exitCode = 1;
  console.log(short.length === 0 ? `goal of ${goal} met on every figure\n` : `below ${goal}: ${short.join(', ')}\n`);
  writeFileSync(
    'out/reports/bench-queue.json',
    JSON.stringify({ at: new Date(), goal, counts, roundCount, reports }, null, 2),
  );
}
