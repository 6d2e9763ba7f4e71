import type { HealthCheck } from '#shared/contract/health.ts';

/** Without it nothing can be recorded, and nothing that is told can be relied on. */
const vital: ReadonlySet<string> = new Set(['database']);

/**
 * The console's state from that of its checks (A60).
 *
 * - `down`: a vital check is down. Only the database is one: every promise of the console is a row in it.
 * - `degraded`: any other check is down, or any check is degraded. A missing ffmpeg is among these: no video can be edited until it
 *   is installed, but jobs wait instead of being lost, and everything else works. A restart, which is what watchers answer `down`
 *   with, would cure nothing.
 * - `ok`: everything else. `off` counts as well: what nobody uses (yt-dlp that is not installed, a service stopped by hand) is no
 *   fault.
 */
export function overallStatus(checks: readonly Pick<HealthCheck, 'name' | 'state'>[]): 'ok' | 'degraded' | 'down' {
  if (checks.some(({ name, state }) => state === 'down' && vital.has(name))) return 'down';
  return checks.every(({ state }) => state === 'ok' || state === 'off') ? 'ok' : 'degraded';
}
