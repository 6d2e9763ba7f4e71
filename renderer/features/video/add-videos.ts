import { createStore, type StoreApi } from 'zustand';
import type { Client, Inputs } from '#shared/contract/index.ts';
import type { Source } from '#shared/domain/job.ts';
import { ClientError } from '../../app/client-error.ts';
import { isVideoFile, nameOfSource } from './sources.ts';
import { FileUpload, type UploadDoors, type UploadState } from './uploader.ts';

/** What all sources of one dialog get. */
export type Order = Pick<Inputs['jobs']['add'], 'preset' | 'recipe' | 'priority' | 'runAt' | 'held'>;

/** ready ──► adding ──► added; adding ──► failed ──► adding. An upload that isn't whole waits with its order. */
export type RowState =
  | { readonly status: 'ready' }
  | { readonly status: 'waiting'; readonly order: Order }
  | { readonly status: 'adding' }
  | { readonly status: 'added'; readonly jobId: number }
  | { readonly status: 'failed'; readonly error: unknown };

export interface AddRow {
  readonly key: number;
  readonly name: string;
  readonly sizeBytes: number | null;
  /** Null while the file is on its way. */
  readonly source: Source | null;
  readonly upload: UploadState | null;
  readonly state: RowState;
}
export interface AddState {
  readonly rows: readonly AddRow[];
  /** Dropped things that are no videos. */
  readonly rejected: readonly string[];
}
export interface Outcome {
  readonly added: readonly number[];
  readonly failed: number;
  readonly waiting: number;
  /** Taken away meanwhile. */
  readonly dropped: number;
}

/** So many sources are handed over in one call: 500 links cost 10 calls, and a refusal costs those of its group. */
const groupSize = 50;
const uploadsAtOnce = 2;

/** The console has spoken. Where no answer came, the jobs may be there all the same, and asking again would double them. */
const isRefusal = (error: unknown): boolean => error instanceof ClientError && error.code !== 'console-unreachable';

/** The sources of the "Add videos" dialog; uploads go on while it is closed. */
export class AddVideos {
  readonly store: StoreApi<AddState> = createStore(() => ({ rows: [], rejected: [] }));
  readonly #client: Pick<Client, 'jobs'>;
  readonly #doors: UploadDoors;
  /** Null in a browser: there a file has no path. */
  readonly #pathOf: ((file: File) => string) | null;
  readonly #uploads = new Map<number, FileUpload>();
  readonly #queue: FileUpload[] = [];
  #sending = 0;
  #nextKey = 1;

  constructor(options: { client: Pick<Client, 'jobs'>; doors: UploadDoors; pathOf: ((file: File) => string) | null }) {
    this.#client = options.client;
    this.#doors = options.doors;
    this.#pathOf = options.pathOf;
  }

  addFiles(files: readonly File[]): void {
    const rejected = files.filter((file) => !isVideoFile(file)).map((file) => file.name);
    this.store.setState((state) => ({ rejected: [...new Set([...state.rejected, ...rejected])].slice(0, 50) }));
    for (const file of files.filter(isVideoFile)) this.#addFile(file);
  }

  addSources(sources: readonly Source[]): void {
    const known = new Set(this.store.getState().rows.map((row) => row.source?.value));
    const fresh: AddRow[] = [];
    for (const source of sources) {
      if (known.has(source.value)) continue;
      known.add(source.value);
      fresh.push(this.#newRow({ name: nameOfSource(source), sizeBytes: null, source, upload: null }));
    }
    this.store.setState((state) => ({ rows: [...state.rows, ...fresh] }));
  }

  remove(key: number): void {
    const upload = this.#uploads.get(key);
    const isTaken = this.store.getState().rows.some((row) => row.key === key && row.state.status === 'added');
    this.#uploads.delete(key);
    this.store.setState((state) => ({ rows: state.rows.filter((row) => row.key !== key) }));
    // An upload that became a job belongs to that job; if this call is lost, the console sweeps what nobody asked for.
    if (upload && !isTaken) void upload.cancel().catch(() => undefined);
  }

  retryUpload(key: number): void {
    const upload = this.#uploads.get(key);
    if (upload) this.#enqueue(upload);
  }

  /** Takes away what is done or was never asked for; what uploads with an order stays. */
  clear(): void {
    for (const row of this.store.getState().rows) if (row.state.status !== 'waiting') this.remove(row.key);
    this.store.setState({ rejected: [] });
  }

  /**
   * Adds a job for each source that is here, in their order; each answers for itself. Files on their way follow when they have
   * arrived. What is taken away meanwhile is not added.
   */
  async submit(order: Order): Promise<Outcome> {
    const due = this.store.getState().rows.filter(({ state }) => state.status === 'ready' || state.status === 'failed');
    const onTheirWay = due.filter(({ source }) => !source);
    this.#patch(onTheirWay, () => ({ state: { status: 'waiting', order } }));
    const here = due.filter(({ source }) => source);
    const added: number[] = [];
    for (let start = 0; start < here.length; start += groupSize)
      added.push(...(await this.#order(here.slice(start, start + groupSize), order)));
    const { rows } = this.store.getState();
    const left = new Set(rows.map(({ key }) => key));
    return {
      added,
      failed: rows.filter(({ state }) => state.status === 'failed').length,
      waiting: rows.filter(({ state }) => state.status === 'waiting').length,
      dropped: due.filter(({ key }) => !left.has(key)).length,
    };
  }

  /** One call for the group; where one of several sources is refused, the console has taken none, and each is asked for alone. */
  async #order(group: readonly AddRow[], order: Order): Promise<number[]> {
    const present = new Set(this.store.getState().rows.map(({ key }) => key));
    const rows = group.filter(({ key }) => present.has(key));
    const sources = rows.flatMap(({ source }) => source ?? []);
    if (sources.length === 0) return [];
    this.#patch(rows, () => ({ state: { status: 'adding' } }));
    try {
      const { jobs } = await this.#client.jobs.add({ ...order, sources });
      const ids = jobs.map(({ id }) => id);
      this.#patch(rows, (_row, index) => ({ state: { status: 'added', jobId: ids[index] ?? 0 } }));
      return ids;
    } catch (error) {
      if (rows.length > 1 && isRefusal(error)) {
        const ids: number[] = [];
        for (const row of rows) ids.push(...(await this.#order([row], order)));
        return ids;
      }
      this.#patch(rows, () => ({ state: { status: 'failed', error } }));
      return [];
    }
  }

  #addFile(file: File): void {
    const path = this.#pathOf?.(file);
    if (path) return this.addSources([{ kind: 'file', value: path }]);
    const row = this.#newRow({ name: file.name, sizeBytes: file.size, source: null, upload: { status: 'waiting' } });
    const { key } = row;
    this.store.setState((state) => ({ rows: [...state.rows, row] }));
    const upload = new FileUpload(file, this.#doors, (state) => this.#hearUpload(key, state));
    this.#uploads.set(key, upload);
    this.#enqueue(upload);
  }

  #newRow(row: Omit<AddRow, 'key' | 'state'>): AddRow {
    return { ...row, key: this.#nextKey++, state: { status: 'ready' } };
  }

  #patch(changed: readonly AddRow[], changesOf: (row: AddRow, index: number) => Partial<AddRow>): void {
    const changes = new Map(changed.map((row, index) => [row.key, changesOf(row, index)]));
    this.store.setState((state) => ({
      rows: state.rows.map((row) => (changes.has(row.key) ? { ...row, ...changes.get(row.key) } : row)),
    }));
  }

  #hearUpload(key: number, upload: UploadState): void {
    const row = this.store.getState().rows.find((item) => item.key === key);
    if (!row) return;
    const source: Source | null = upload.status === 'done' ? { kind: 'upload', value: upload.uploadId } : row.source;
    this.#patch([row], () => ({ upload, source }));
    if (source && row.state.status === 'waiting') void this.#order([{ ...row, source }], row.state.order);
  }

  #enqueue(upload: FileUpload): void {
    this.#queue.push(upload);
    this.#sendNext();
  }

  #sendNext(): void {
    const next = this.#sending < uploadsAtOnce ? this.#queue.shift() : undefined;
    if (!next) return;
    this.#sending += 1;
    void next.run().finally(() => {
      this.#sending -= 1;
      this.#sendNext();
    });
    this.#sendNext();
  }
}
