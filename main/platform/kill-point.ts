/**
 * Places where a test may end the process as a power cut or a kill -9 would, named in the list of faults. Without
 * `armKillPoints` a point is one comparison.
 *
 * K01 insert before commit · K02 commit before answer · K03 claimed, not started · K09 before and after the completion's
 * transaction · K12 a retry being scheduled · K15 cancel · K16 checkpoint · K17 backup · K18 a migration's step · K20 shutdown.
 */
let armed: { name: string; left: number } | null = null;

/** `K05:3`: at the third time that K05 is reached. Called by a host that is told so by its environment, for tests alone. */
export function armKillPoints(spec: string | undefined): void {
  const parts = /^(K\d\d)(?::(\d{1,6}))?$/.exec(spec ?? '');
  armed = parts ? { name: parts[1] ?? '', left: Number(parts[2] ?? 1) } : null;
}

/** Ends the process at once, without any clean-up, if this point is the armed one. */
export function reachKillPoint(name: string): void {
  if (armed === null || armed.name !== name) return;
  armed.left -= 1;
  if (armed.left > 0) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal is delivered asynchronously on some systems: nothing may run on.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}
