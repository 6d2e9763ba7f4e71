import type { Client } from '#shared/contract/index.ts';
import { isTerminal, type Job, type JobProgress, type JobState } from '#shared/domain/job.ts';

/**
 * Resolves with the job once it has ended, or as it stands when `signal` aborts. Subscribes before it reads, so that an end
 * between the two is not missed. `tell` hears how it stands when the waiting begins, and its progress. Rejects with `job-not-found`.
 */
export async function waitForJob(
  client: Client,
  id: number,
  signal: AbortSignal,
  tell: (change: { state: JobState } | { progress: JobProgress }) => void,
): Promise<Job> {
  const leave = new AbortController();
  const feed = await client.live.feed(undefined, { signal: leave.signal });
  const stop = () => leave.abort();
  signal.addEventListener('abort', stop, { once: true });
  try {
    let job = await client.jobs.get({ id });
    if (signal.aborted || isTerminal(job.state)) return job;
    tell({ state: job.state });
    for await (const message of feed) {
      if (message.kind !== 'batch') continue;
      const progress = message.progress.find((change) => change.id === id)?.progress;
      if (progress) tell({ progress });
      const isTouched = message.overflow || message.jobs.some((row) => row.id === id && isTerminal(row.state));
      if (!isTouched) continue;
      job = await client.jobs.get({ id });
      if (isTerminal(job.state)) return job;
    }
    return await client.jobs.get({ id });
  } catch (error) {
    if (!signal.aborted) throw error;
    return client.jobs.get({ id });
  } finally {
    signal.removeEventListener('abort', stop);
    leave.abort();
  }
}
