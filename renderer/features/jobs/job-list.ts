import { createStore, type StoreApi } from 'zustand';
import type { Client } from '#shared/contract/index.ts';
import type { JobFilter, jobSorts } from '#shared/domain/job.ts';
import { useLive } from '../../app/live/store.ts';
import { applyLive, ask, emptyList, fail, pageSize, receivePage, refresh, type ListState } from './reduce.ts';

/** While the list flies past, pages are asked for when it slows down. */
const settleMs = 70;
const atOnce = 3;

/** Keeps the pages in sight loaded and their rows live. */
export class JobList {
  readonly store: StoreApi<ListState> = createStore(() => emptyList);
  readonly #client: Client;
  #sort: (typeof jobSorts)[number] = 'newest';
  #range = { first: 0, last: 0 };
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #loading = new Map<number, AbortController>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** Follows the live copy. Answers its stop. */
  start(): () => void {
    const unsubscribe = useLive.subscribe((live) => this.#update((state) => applyLive(state, live)));
    return () => {
      unsubscribe();
      clearTimeout(this.#timer);
      this.#abortAll();
    };
  }

  /** Another question: the list begins anew at its top. */
  ask(filter: JobFilter, sort: (typeof jobSorts)[number]): void {
    this.#sort = sort;
    this.#range = { first: 0, last: 0 };
    this.#abortAll();
    this.#update((state) => ask(state, filter));
    this.#load();
  }

  /** The same question again; what is on screen stays until the answer is there. */
  readonly refresh = (): void => {
    this.#abortAll();
    this.#update(refresh);
    this.#load();
  };

  /** The rows in sight. */
  readonly see = (first: number, last: number): void => {
    this.#range = { first, last };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#load(), settleMs);
  };

  #update(change: (state: ListState) => ListState): void {
    this.store.setState(change, true);
  }

  #abortAll(): void {
    for (const stop of this.#loading.values()) stop.abort();
    this.#loading.clear();
  }

  #wanted(): number[] {
    const first = Math.floor(this.#range.first / pageSize);
    const last = Math.floor(this.#range.last / pageSize);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }

  #load(): void {
    const wanted = this.#wanted();
    for (const [index, stop] of this.#loading)
      if (!wanted.includes(index)) {
        stop.abort();
        this.#loading.delete(index);
      }
    const { pages, outdated } = this.store.getState();
    for (const index of wanted) {
      if (this.#loading.size >= atOnce) return;
      if ((!pages.has(index) || outdated.has(index)) && !this.#loading.has(index)) void this.#loadPage(index);
    }
  }

  async #loadPage(index: number): Promise<void> {
    const stop = new AbortController();
    this.#loading.set(index, stop);
    const { generation, filter } = this.store.getState();
    const query = { ...filter, sort: this.#sort, offset: index * pageSize, limit: pageSize };
    try {
      const page = await this.#client.jobs.list(query, { signal: stop.signal });
      this.#update((state) => receivePage(state, generation, index, page));
      // What the live copy heard while the answer was on its way.
      this.#update((state) => applyLive({ ...state, heardRevision: page.revision }, useLive.getState()));
    } catch (error) {
      if (!stop.signal.aborted) this.#update((state) => fail(state, generation, error));
      return;
    } finally {
      if (this.#loading.get(index) === stop) this.#loading.delete(index);
    }
    this.#load();
  }
}
