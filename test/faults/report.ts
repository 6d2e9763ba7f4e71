/** What a provoked fault showed: nothing in `failures` means that all held. */
export interface FaultReport {
  readonly id: string;
  readonly runs: number;
  readonly failures: string[];
  readonly figures: Record<string, number>;
}
