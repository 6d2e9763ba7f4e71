/** What a job of the reduced console does when it runs. */
export type WorkKind =
  | 'plain'
  /** Its first attempt fails. */
  | 'fails-once'
  /** Waits for a far day, and is cancelled there. */
  | 'withdrawn'
  /** Is cancelled while it runs. */
  | 'cancelled'
  /** Heeds no signal: finishes in spite of a stop. */
  | 'stubborn';

export const queueName = 'work';

const kinds: readonly WorkKind[] = [
  'plain',
  'fails-once',
  'plain',
  'withdrawn',
  'stubborn',
  'plain',
  'cancelled',
  'plain',
];
export const kindOf = (index: number): WorkKind => kinds[index % kinds.length] ?? 'plain';

/** What the reduced console is told on its command line. */
export interface WorkOptions {
  /** Added in this run. */
  readonly jobs: number;
  /** How long each takes. */
  readonly workMs: number;
  readonly workers: number;
  /** Ends in order once nothing is left to do. */
  readonly untilIdle: boolean;
}
