import type { HealthCheck, ServiceView } from '#shared/contract/health.ts';
import type { LiveBatch, LiveMessage } from '#shared/contract/live.ts';
import type { EventView } from '#shared/domain/events.ts';
import type { JobSummary } from '#shared/domain/job.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { sleep, type Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { directReads, type ReadQueries } from '../database/read-queries.ts';
import { countJobs } from '../queue/job-counts.ts';
import { jobColumns, toJobSummary, type JobRow } from '../queue/job-view.ts';
import { PacedReading } from '../queue/paced-reading.ts';
import type { QueueRuntime } from '../queue/queue-port.ts';
import { readQueueViews } from '../queue/queue-views.ts';
import type { EventLog } from './event-log.ts';
import { LiveClient } from './live-client.ts';

interface LiveFeedDeps {
  database: Database;
  events: EventLog;
  queue: QueueRuntime;
  clock: Clock;
  /** Of this run of the program: a reader that sees another one forgets what it knew. */
  consoleId: string;
  /** For the counts, which take 50 ms at a million jobs; without it they are read in place. */
  query?: ReadQueries;
}

type Status = Exclude<HealthCheck['state'], 'off'>;

/** 55 ms apart there are never more than 19 in a second; 20 is the promise (A03). */
const gapMs = 55;
/** Well below the ten seconds after which the window calls its values old. */
const beatMs = 5000;

/**
 * Tells readers what has changed, merged. A reader subscribes first and reads its snapshots after `hello`; a snapshot carries the
 * revision from before it was read, so that every change is in the snapshot, in a later batch, or in both.
 */
export class LiveFeed {
  readonly #deps: LiveFeedDeps;
  readonly #clients = new Set<LiveClient>();
  readonly #stopping = new AbortController();
  readonly #unsubscribe: (() => void)[];
  readonly #jobsById;
  readonly #board;
  #revision: number;
  #services: ServiceView[] = [];
  #status: Status | null = null;

  constructor(deps: LiveFeedDeps) {
    this.#deps = deps;
    const { database, events, queue, clock } = deps;
    const query = deps.query ?? directReads(database.connection);
    this.#jobsById = database.connection.prepare<[string], JobRow>(
      `SELECT ${jobColumns} FROM jobs WHERE id IN (SELECT value FROM json_each(?))`,
    );
    // Goes on from the last run's events, so that numbers rise across restarts too.
    this.#revision =
      database.connection.prepare<[], number>('SELECT coalesce(max(id), 0) FROM events').pluck().get() ?? 0;
    this.#board = new PacedReading(clock, async () => {
      const [counts, queues] = await Promise.all([countJobs(query), readQueueViews(query, queue, clock)]);
      return { counts, queues };
    });
    this.#unsubscribe = [
      events.subscribe((committed) => this.#onEvents(committed)),
      queue.onProgress((change) => this.#tell((client) => client.addProgress(change))),
    ];
  }

  /** Rises with every change that readers are told of. A snapshot takes it before it reads its rows. */
  get revision(): number {
    return this.#revision;
  }

  publishServices(list: readonly ServiceView[]): void {
    this.#services = [...list];
    this.#tell((client) => client.markServices());
  }

  /** Also while the status stays, when one of the checks behind it has changed: windows then read them again. */
  publishStatus(status: Status): void {
    this.#status = status;
    this.#tell((client) => client.markStatus());
  }

  publishSettings(keys: readonly string[]): void {
    this.#tell((client) => client.addSettings(keys));
  }

  /** `hello`, then a message whenever something has changed, until the signal aborts or the feed stops. */
  async *open(signal: AbortSignal, language: Language = 'en'): AsyncGenerator<LiveMessage, void, void> {
    const { clock, consoleId } = this.#deps;
    const ended = AbortSignal.any([signal, this.#stopping.signal]);
    if (ended.aborted) return;
    const client = new LiveClient(clock);
    // The status has no snapshot of its own: the first batch brings it.
    if (this.#status !== null) client.markStatus();
    this.#clients.add(client);
    try {
      let sentAt = clock.monotonic();
      yield { kind: 'hello', revision: this.#revision, consoleId };
      while (!ended.aborted) {
        const isNews = await this.#waitForNews(client, sentAt, ended);
        if (ended.aborted) return;
        const message = isNews ? await this.#batchFor(client, language) : this.#beat();
        sentAt = clock.monotonic();
        yield message;
      }
    } finally {
      this.#clients.delete(client);
    }
  }

  /** Ends every reader's stream. */
  stop(): void {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    this.#stopping.abort();
  }

  #onEvents(events: readonly EventView[]): void {
    if (this.#clients.size === 0) {
      this.#revision += 1;
      return;
    }
    const jobIds: number[] = [];
    for (const { subject } of events) {
      const id = jobIdOf(subject);
      if (id !== null) jobIds.push(id);
    }
    const touchesBoard = jobIds.length > 0 || events.some((event) => event.subject.startsWith('queue:'));
    this.#tell((client) => client.addEvents(events, jobIds, touchesBoard));
  }

  #tell(change: (client: LiveClient) => void): void {
    this.#revision += 1;
    for (const client of this.#clients) change(client);
  }

  /** True when there is something to say (and the gap since the last message is kept), false when only a beat is due. */
  async #waitForNews(client: LiveClient, sentAt: number, ended: AbortSignal): Promise<boolean> {
    const { clock } = this.#deps;
    for (;;) {
      const silentMs = clock.monotonic() - sentAt;
      const isBoardDue = client.isBoardStale && this.#board.waitMs === 0;
      if (client.hasNews || isBoardDue) {
        if (silentMs >= gapMs) return true;
        await sleep(clock, gapMs - silentMs, ended).catch(ignoreAbort(ended));
      } else if (silentMs >= beatMs) return false;
      else {
        const boardMs = client.isBoardStale ? this.#board.waitMs : beatMs;
        await client.waitForChange(Math.min(beatMs - silentMs, boardMs), ended);
      }
      if (ended.aborted) return false;
    }
  }

  #beat(): LiveMessage {
    return { kind: 'beat', revision: this.#revision, at: this.#now() };
  }

  async #batchFor(client: LiveClient, language: Language): Promise<LiveBatch> {
    const revision = this.#revision;
    const changed = client.take();
    const { jobs, removed } = this.#readJobs(changed.jobIds, language);
    const ended = new Set(jobs.filter((job) => job.state !== 'running').map((job) => job.id));
    const board = await this.#boardFor(client, revision);
    return {
      kind: 'batch',
      revision,
      at: this.#now(),
      jobs,
      removed,
      overflow: changed.overflow,
      counts: board?.counts ?? null,
      progress: changed.progress.filter((change) => !ended.has(change.id)),
      queues: board?.queues ?? null,
      services: changed.services ? this.#services : null,
      status: changed.status ? this.#status : null,
      events: changed.events,
      settings: changed.settings,
    };
  }

  /** Null while it is not stale, or too soon after the last costly reading: then a later batch brings it. */
  async #boardFor(client: LiveClient, revision: number) {
    if (!client.isBoardStale || this.#board.waitMs > 0) return null;
    client.isBoardStale = false;
    return this.#board.get(revision);
  }

  #readJobs(ids: readonly number[], language: Language): { jobs: JobSummary[]; removed: number[] } {
    if (ids.length === 0) return { jobs: [], removed: [] };
    const progressOf = (id: number) => this.#deps.queue.progressOf(id);
    const rows = this.#jobsById.all(JSON.stringify(ids)).filter((row) => row.deleted_at === null);
    const found = new Set(rows.map((row) => row.id));
    return {
      jobs: rows.map((row) => toJobSummary(row, { language, progressOf })),
      removed: ids.filter((id) => !found.has(id)),
    };
  }

  #now(): string {
    return new Date(this.#deps.clock.now()).toISOString();
  }
}

/** Subjects are the console's own: what begins so ends in a number. */
const jobIdOf = (subject: string): number | null => (subject.startsWith('job:') ? Number(subject.slice(4)) : null);

/** Waking early because the reader left is no failure. */
const ignoreAbort = (signal: AbortSignal) => (error: unknown) => {
  if (!signal.aborted) throw error;
};
