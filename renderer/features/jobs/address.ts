import { z } from 'zod';
import { jobSorts, type JobFilter, type JobState } from '#shared/domain/job.ts';

/** The tabs of the queue page. `letters` is the view of dead jobs that nobody has acknowledged. */
export const tabs = ['all', 'running', 'waiting', 'retrying', 'failed', 'letters', 'done', 'cancelled'] as const;
export type Tab = (typeof tabs)[number];

/** Spans counted back from now, so that a saved view stays true tomorrow. */
export const spans = ['1h', '24h', '7d', '30d'] as const;
export type Span = (typeof spans)[number];
const spanMs: Record<Span, number> = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000 };

export const tabStates: Record<Tab, readonly JobState[] | null> = {
  all: null,
  running: ['running'],
  waiting: ['queued', 'scheduled', 'held'],
  retrying: ['retrying'],
  failed: ['dead'],
  letters: null,
  done: ['succeeded'],
  cancelled: ['cancelled'],
};

type JobSort = (typeof jobSorts)[number];
/** Those who wait are shown in the order they will run. */
export const defaultSort = (tab: Tab): JobSort => (tab === 'waiting' ? 'queue' : 'newest');

/** What the queue page shows, as its address says it. Filters live there so that a view can be shared, kept and gone back to. */
export interface QueueAddress {
  readonly tab: Tab;
  readonly search: string;
  readonly preset: string | null;
  readonly error: string | null;
  readonly source: string | null;
  readonly trace: string | null;
  readonly span: Span | null;
  /** Local days, `2026-03-09`; both ends are included. */
  readonly from: string | null;
  readonly to: string | null;
  readonly sort: JobSort;
  /** The job in the inspector. */
  readonly peek: number | null;
}

const text = (max: number) =>
  z
    .union([z.string(), z.number(), z.boolean()])
    .transform((value) => String(value).slice(0, max))
    .nullable()
    .catch(null)
    .default(null);
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .nullable()
  .catch(null)
  .default(null);

const searchSchema = z.object({
  tab: z.enum(tabs).catch('all').default('all'),
  q: text(512),
  preset: text(128),
  error: text(128),
  source: text(8192),
  trace: text(64),
  since: z.enum(spans).nullable().catch(null).default(null),
  from: day,
  to: day,
  sort: z.enum(jobSorts).nullable().catch(null).default(null),
  job: z.coerce.number().int().min(1).nullable().catch(null).default(null),
});

/** Other pages link with the names of the contract's filter. */
function withShortNames(search: unknown): Record<string, unknown> {
  const given: Record<string, unknown> = { ...(typeof search === 'object' ? search : null) };
  return {
    ...given,
    tab: given['tab'] ?? (given['deadLetters'] ? 'letters' : undefined),
    q: given['q'] ?? given['search'],
    source: given['source'] ?? given['sourceValue'],
    error: given['error'] ?? given['errorCode'],
  };
}

/** Reads the address's search part. What makes no sense there is left out; an old link never breaks the page. */
export function parseAddress(search: unknown): QueueAddress {
  const parsed = searchSchema.parse(withShortNames(search));
  const { q, since, job, sort, ...rest } = parsed;
  return { ...rest, search: q ?? '', span: since, peek: job, sort: sort ?? defaultSort(parsed.tab) };
}

/** The search part that `parseAddress` reads back; what is at its default is left out. */
export function writeAddress(address: QueueAddress): Record<string, string | number> {
  const { tab, search, span, peek, sort, ...named } = address;
  const written: Record<string, string | number> = {};
  if (tab !== 'all') written['tab'] = tab;
  if (search.trim()) written['q'] = search.trim();
  for (const [name, value] of Object.entries(named)) if (value) written[name] = value;
  if (span) written['since'] = span;
  if (sort !== defaultSort(tab)) written['sort'] = sort;
  if (peek) written['job'] = peek;
  return written;
}

export const emptyAddress: QueueAddress = parseAddress({});

/** Another tab keeps the filters and takes that tab's own order. */
export const withTab = (address: QueueAddress, tab: Tab): QueueAddress => ({
  ...address,
  tab,
  sort: address.sort === defaultSort(address.tab) ? defaultSort(tab) : address.sort,
});

export const withoutFilters = (address: QueueAddress): QueueAddress => ({
  ...emptyAddress,
  tab: address.tab,
  sort: address.sort,
  peek: address.peek,
});

export const hasFilters = ({ search, preset, error, source, trace, span, from, to }: QueueAddress): boolean =>
  Boolean(search || preset || error || source || trace || span || from || to);

/** Midnight of a local day, `plusDays` later. */
function localDay(dayText: string, plusDays = 0): string {
  const [year = 1970, month = 1, date = 1] = dayText.split('-').map(Number);
  return new Date(year, month - 1, date + plusDays).toISOString();
}

/** The filter that the address means at `nowMs` (a span counts back from whole minutes, so that a repaint asks the same again). */
export function toFilter(address: QueueAddress, nowMs: number): JobFilter {
  const states = tabStates[address.tab];
  const minute = Math.floor(nowMs / 60_000) * 60_000;
  const after = address.span
    ? new Date(minute - spanMs[address.span]).toISOString()
    : address.from && localDay(address.from);
  return {
    ...(states && { states: [...states] }),
    ...(address.tab === 'letters' && { deadLetters: true }),
    ...(address.search && { search: address.search }),
    ...(address.preset && { preset: address.preset }),
    ...(address.source && { sourceValue: address.source }),
    ...(address.error && { errorCode: address.error }),
    ...(address.trace && { trace: address.trace }),
    ...(after && { createdAfter: after }),
    ...(address.to && { createdBefore: localDay(address.to, 1) }),
  };
}
