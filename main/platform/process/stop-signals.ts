import type { Clock } from '../clock.ts';

/** One Ctrl+C can arrive several times: from the terminal, and passed on by npm and the launcher. */
const sameSignalMs = 1000;

/** Calls `onSignal` for each wish of a person to end this process; `isRepeated`: there was one before, more than a moment ago. */
export function onStopSignals(
  source: { on(name: NodeJS.Signals, listener: () => void): unknown },
  clock: Pick<Clock, 'monotonic'>,
  onSignal: (isRepeated: boolean) => void,
): void {
  let heardAt: number | null = null;
  const hear = () => {
    const now = clock.monotonic();
    if (heardAt !== null && now - heardAt < sameSignalMs) return;
    const isRepeated = heardAt !== null;
    heardAt = now;
    onSignal(isRepeated);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) source.on(name, hear);
}
