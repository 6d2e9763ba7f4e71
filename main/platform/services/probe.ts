import type { HealthCheck } from '#shared/contract/health.ts';

/** What a probe found; `cause` and `cure` are keys with texts under `health` in `shared/i18n`. */
export type ProbeFinding = Pick<HealthCheck, 'state' | 'cause' | 'cure' | 'details'>;

/** One question about the console's well-being. The registry adds name, latency and since. */
export interface Probe {
  readonly name: string;
  check(signal: AbortSignal): Promise<ProbeFinding>;
}
