import { sleep, type Clock } from '#platform/clock.ts';
import type { ReadQueries } from '#platform/database/read-queries.ts';
import type { Outputs } from '#shared/contract/index.ts';
import type { EventView } from '#shared/domain/events.ts';
import type { RuleSpec } from '#shared/domain/rule.ts';
import { toEvent, type EventRow } from './alert-store.ts';
import { breakRow, evaluate, freshUsage } from './evaluate.ts';

interface DryRunDeps {
  readonly query: ReadQueries;
  readonly clock: Clock;
  readonly timeZone: () => string;
}

type Answer = Outputs['rules']['dryRun'];
type Example = Answer['examples'][number];

const pageSize = 5000;
/** Rows of the log that are looked at, and events that are weighed: beyond it the answer says that it is cut. */
const mostRows = 500_000;
const mostEvents = 50_000;
const exampleCount = 20;

/** What a rule would have done on the events of the last hours; the same code decides as for what happens now. */
export async function dryRun(deps: DryRunDeps, { spec, hours }: { spec: RuleSpec; hours: number }): Promise<Answer> {
  const { events, isCut } = await readEvents(deps, spec, deps.clock.now() - hours * 3_600_000);
  const timeZone = deps.timeZone();
  const suppressed = { hours: 0, limit: 0, grouped: 0, inARow: 0 };
  const examples: Example[] = [];
  let usage = freshUsage;
  const answer = { considered: 0, matched: 0, wouldTell: 0 };
  for (const event of events) {
    if (event.type === spec.resetsOn) usage = breakRow(usage);
    if (event.type !== spec.event) continue;
    answer.considered += 1;
    const outcome = evaluate(spec, event, usage, { at: Date.parse(event.at), timeZone });
    usage = outcome.usage;
    if (outcome.kind === 'no-match') continue;
    answer.matched += 1;
    if (outcome.kind === 'told') answer.wouldTell += 1;
    else suppressed[outcome.kind === 'in-a-row' ? 'inARow' : outcome.kind] += 1;
    examples.push({ event, outcome: outcome.kind });
    if (examples.length > exampleCount) examples.shift();
  }
  return { ...answer, suppressed, examples: examples.reverse(), isCut };
}

/** Oldest first. Read from the newest backwards, a page at a time, with as much rest as each took. */
async function readEvents({ query, clock }: DryRunDeps, spec: RuleSpec, since: number) {
  const events: EventView[] = [];
  const wanted = new Set<string>([spec.event, spec.resetsOn ?? spec.event]);
  let before = Number.MAX_SAFE_INTEGER;
  for (let rows = 0; rows < mostRows; rows += pageSize) {
    const startedAt = clock.monotonic();
    const page = await readPage(query, before, [...wanted]);
    for (const row of page) {
      if (row.at < since) return { events: events.reverse(), isCut: false };
      const event = wanted.has(row.type) ? toEvent(row) : null;
      if (event) events.push(event);
      if (events.length === mostEvents) return { events: events.reverse(), isCut: true };
    }
    const last = page.at(-1);
    if (!last || page.length < pageSize) return { events: events.reverse(), isCut: false };
    before = last.id;
    const tookMs = clock.monotonic() - startedAt;
    if (tookMs > 1) await sleep(clock, tookMs);
  }
  return { events: events.reverse(), isCut: true };
}

const readPage = (query: ReadQueries, before: number, [first = '', second = first]: string[]): Promise<EventRow[]> =>
  query.run<EventRow[]>({
    sql: `SELECT id, type, at, subject, trace, CASE WHEN type IN (?, ?) THEN data ELSE '' END AS data
      FROM events WHERE id < ? ORDER BY id DESC LIMIT ${pageSize}`,
    params: [first, second, before],
    mode: 'all',
  });
