/** One store under measurement. Every promise resolves only once the change is as durable as the store makes it. */
export interface Contestant {
  readonly name: string;
  /** Of the product's and the limit's counts; peers are slower and get fewer. */
  readonly share: number;
  /** Hands in one no-op job that waits with the backlog. */
  add: () => Promise<void>;
  /** Claims and completes `count` jobs from the head of the backlog, or fewer when the time is up; answers how many. */
  work(count: number, budgetMs: number): Promise<number>;
  /** Lets the workers of the live queue run. */
  startLive(): Promise<void>;
  /** Hands a no-op job to idle workers; resolves when it is done. */
  runOne(): Promise<void>;
  /** Halts all workers; resolves when nothing runs any more. */
  halt(): Promise<void>;
  close(): Promise<void>;
}

/** What the two sides that share the schema have in common. Jobs wait in `work`, whose workers are halted between measurements. */
export const waitingQueue = 'work';
export const liveQueue = 'live';
export const workers = 4;
export const prefetch = 32;
export const title = 'clip.mp4';
export const payload = { clip: 'holiday-2026-01-05.mp4', steps: ['trim', 'loudness'] };
