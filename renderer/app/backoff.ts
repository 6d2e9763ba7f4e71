/** Full jitter: somewhere between nothing and 500 ms doubled per attempt, at most 15 s. */
export function reconnectDelayMs(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(15_000, 500 * 2 ** Math.min(attempt, 10))) + 100;
}
