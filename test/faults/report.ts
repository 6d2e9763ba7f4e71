/** What a provoked fault showed: nothing in `failures` means that all held. */
export interface FaultReport {
  readonly id: string;
  readonly runs: number;
  readonly failures: string[];
  readonly figures: Record<string, number>;
  /** What this machine refused, so that it was not provoked; named, never silent. */
  readonly skipped?: readonly string[];
}
