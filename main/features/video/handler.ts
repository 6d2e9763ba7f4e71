import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { JobResult } from '#shared/domain/job.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import { freeBytes, hashFile, requireSpace, requireWritableFolder } from '#platform/disk.ts';
import { quoteCommand } from '#platform/ffmpeg/command.ts';
import { probeMedia, type MediaProbe } from '#platform/ffmpeg/media-probe.ts';
import type { ClaimedJob, JobContext, JobHandler } from '#platform/queue/queue-port.ts';
import type { VideoParts } from './deps.ts';
import { EditPlan } from './edit-plan.ts';
import { encode } from './encode.ts';
import { checkSourceFile, fetchSource } from './fetch-source.ts';
import { inspectSource } from './inspect-source.ts';
import { ProgressReporter, type Stage } from './job-progress.ts';
import { parsePayload } from './payload.ts';
import { partPaths, publish, recoverPublished, removeParts, type Parts } from './publish.ts';
import { hashRecipe } from './recipe-key.ts';
import { copyResult, type ResultCache, type WorkKey } from './result-cache.ts';
import { addStep } from './steps/add-step.ts';
import type { ResultRow } from './store.ts';
import { Workbench } from './workbench.ts';

/** One attempt of one job, as its stages see it. */
interface Attempt {
  readonly parts: VideoParts;
  readonly job: ClaimedJob;
  readonly context: JobContext;
  readonly recipe: Recipe;
  readonly progress: ProgressReporter;
  readonly bench: Workbench;
  readonly outputFolder: string;
  /** What the result's name is made of. */
  readonly title: string;
}
interface Inspected {
  readonly file: string;
  readonly sizeBytes: number;
  readonly probe: MediaProbe;
  readonly key: WorkKey;
}

/** The queue's handler: fetch, probe, hash, look for an earlier result, analyse, encode, verify, publish. */
export function createVideoHandler(parts: VideoParts, cache: ResultCache): JobHandler {
  return async (job, context) => {
    const { source, recipe } = parsePayload(job.payload);
    const recovered = await recoverPublished(parts, job.id, context.signal);
    if (recovered) {
      context.log('the result was already in place');
      const result = JSON.parse(recovered.result) as JobResult; // written by us, from a JobResult
      completeWith(parts, context, { ...recovered, size_bytes: result.sizeBytes ?? 0 });
      return result;
    }
    const isFetched = source.kind === 'url' || source.kind === 'page';
    const stages: Stage[] = [
      ...(isFetched ? (['fetch'] as const) : []),
      'probe',
      'hash',
      'analyse',
      'encode',
      'verify',
      'publish',
    ];
    const progress = new ProgressReporter(context, parts.clock, stages);
    const options = { jobId: job.id, signal: context.signal, progress, log: (line: string) => context.log(line) };
    const bench = new Workbench(parts, options);
    const outputFolder = path.resolve(parts.folders.output());
    await bench.open();
    try {
      await requireWritableFolder(outputFolder);
      const { file, title } = await fetchSource(parts, { ...options, source });
      const attempt = { parts, job, context, recipe, progress, bench, outputFolder, title: title ?? job.title };
      return await work(attempt, file, cache);
    } catch (error) {
      throw await explain(error, context, outputFolder);
    } finally {
      await bench.close();
    }
  };
}

async function work(attempt: Attempt, file: string, cache: ResultCache): Promise<JobResult> {
  const { parts, context, progress } = attempt;
  const source = await inspect(attempt, file);
  const claim = await cache.claim(source.key, (task) => progress.whileWaiting(untilAborted(task, context.signal)));
  if (claim.kind === 'known') {
    const reused = await reuse(attempt, source, claim.row);
    if (reused) return reused;
    await parts.database.write(() => cache.forget(claim.row));
    return work(attempt, file, cache);
  }
  let done: ResultRow | null = null;
  try {
    const made = await make(attempt, source);
    done = made.row;
    return made.result;
  } finally {
    claim.settle(done);
  }
}

async function inspect(attempt: Attempt, file: string): Promise<Inspected> {
  const { parts, progress, context, bench } = attempt;
  progress.enter('probe');
  const { sizeBytes, head } = await checkSourceFile(file, parts.settings.get('maxSourceBytes'));
  const { probe, commands } = await inspectSource(parts, {
    path: file,
    head,
    signal: context.signal,
    workFolder: bench.folder,
  });
  bench.commands.push(...commands);
  progress.enter('hash');
  const recipeHash = await hashRecipe(attempt.recipe);
  const contentHash = await hashFile(file, {
    signal: context.signal,
    onBytes: (bytes) => progress.update(bytes / sizeBytes),
  });
  return { file, sizeBytes, probe, key: { contentHash, recipeHash } };
}

/** An earlier result under this job's own name; null where its file is gone. */
async function reuse(attempt: Attempt, source: Inspected, row: ResultRow): Promise<JobResult | null> {
  const { parts, context, progress } = attempt;
  const files = newParts(attempt);
  try {
    await requireSpace(attempt.outputFolder, row.size_bytes);
    const earlier = await copyResult(row, files, context.signal);
    if (!earlier) return null;
    context.log(`same work as job ${row.job_id}: its result is taken over`);
    progress.enter('publish');
    const { result } = await publish(parts, { ...publishOptions(attempt, source, files), result: earlier });
    const now = parts.clock.now();
    context.onComplete(() => {
      parts.store.removeOutput(attempt.job.id);
      parts.store.touchResult(row, now);
    });
    return result;
  } finally {
    await removeParts(files);
  }
}

async function make(attempt: Attempt, source: Inspected): Promise<{ result: JobResult; row: ResultRow }> {
  const { parts, context, progress, bench } = attempt;
  const files = newParts(attempt);
  try {
    const plan = await planEdit(attempt, source);
    await requireSpace(attempt.outputFolder, estimateBytes(plan, source.sizeBytes));
    await encodeInSlot(attempt, plan, files);
    progress.enter('verify');
    const after = await verify(attempt, plan, files);
    progress.enter('publish');
    const before = { ...source.probe.facts, sizeBytes: source.sizeBytes, lufs: plan.beforeLufs };
    const { sizeBytes, durationMs } = after;
    const draft: JobResult = {
      outputPath: null,
      thumbnailPath: null,
      sizeBytes,
      durationMs,
      cached: false,
      skipped: plan.skipped,
      commands: bench.commands,
      before,
      after,
    };
    const { result, outputHash } = await publish(parts, { ...publishOptions(attempt, source, files), result: draft });
    const row = resultRow(attempt, { key: source.key, result, outputHash });
    completeWith(parts, context, row);
    return { result, row };
  } finally {
    await removeParts(files);
  }
}

async function planEdit(attempt: Attempt, source: Inspected): Promise<EditPlan> {
  attempt.progress.enter('analyse');
  const plan = new EditPlan({ path: source.file, probe: source.probe, output: attempt.recipe.output });
  const tools = attempt.bench.planTools();
  for (const step of attempt.recipe.steps) await addStep(plan, step, tools);
  if (plan.durationSeconds <= 0) throw new AppError('recipe-nothing-left');
  for (const { step, reason } of plan.skipped) attempt.context.log(`step ${step} skipped: ${reason}`);
  return plan;
}

async function encodeInSlot(attempt: Attempt, plan: EditPlan, files: Parts): Promise<void> {
  const { parts, progress, context, bench } = attempt;
  progress.enter('encode');
  const release = await progress.whileWaiting(parts.slots.acquire(context.signal));
  try {
    await encode(plan, files, ({ outputs, only }) => bench.render(plan, { outputs, graph: plan.finish(only) }));
  } finally {
    release();
  }
}

/** Reads the unpublished file back. Throws `output-invalid`. */
async function verify(attempt: Attempt, plan: EditPlan, files: Parts) {
  const { parts, context, bench } = attempt;
  const tool = parts.requireTool('ffprobe');
  const { probe, args } = await probeMedia(files.video, { ...parts, tool, signal: context.signal }).catch(
    (error: unknown) => {
      const isUnreadable = error instanceof AppError && error.code === 'video-source-not-video';
      throw isUnreadable ? new AppError('output-invalid', { reason: 'unreadable' }, { cause: error }) : error;
    },
  );
  bench.commands.push(quoteCommand(tool.path, args));
  const { facts } = probe;
  if (!probe.video || !facts.durationMs || !facts.sizeBytes)
    throw new AppError('output-invalid', { reason: 'no-picture' });
  if (plan.hasAudio && !probe.audio) throw new AppError('output-invalid', { reason: 'no-sound' });
  const wanted = plan.durationSeconds * 1000;
  if (Math.abs(facts.durationMs - wanted) > Math.max(750, wanted * 0.05))
    context.log(`warning: the result lasts ${facts.durationMs} ms, ${Math.round(wanted)} ms were expected`);
  return { ...facts, lufs: plan.afterLufs };
}

const newParts = (attempt: Attempt): Parts =>
  partPaths(attempt.parts, {
    folder: attempt.outputFolder,
    jobId: attempt.job.id,
    withThumbnail: attempt.recipe.steps.some((step) => step.kind === 'thumbnail'),
  });

const publishOptions = (attempt: Attempt, source: Inspected, files: Parts) => ({
  jobId: attempt.job.id,
  title: attempt.title,
  extension: attempt.recipe.output.container,
  folder: attempt.outputFolder,
  files,
  ...source.key,
  signal: attempt.context.signal,
});

function resultRow(attempt: Attempt, made: { key: WorkKey; result: JobResult; outputHash: string }): ResultRow {
  return {
    content_hash: made.key.contentHash,
    recipe_hash: made.key.recipeHash,
    output_path: made.result.outputPath ?? '',
    output_hash: made.outputHash,
    size_bytes: made.result.sizeBytes ?? 0,
    result: JSON.stringify(made.result),
    job_id: attempt.job.id,
    created_at: attempt.parts.clock.now(),
  };
}

/** The journal's row goes and the cache's row comes in the transaction that completes the job. */
function completeWith(parts: VideoParts, context: JobContext, row: Omit<ResultRow, never>): void {
  const { content_hash, recipe_hash, output_path, output_hash, size_bytes, result, job_id, created_at } = row;
  const isCopy = (JSON.parse(result) as JobResult).cached; // written by us, from a JobResult
  context.onComplete(() => {
    parts.store.removeOutput(job_id);
    if (!isCopy)
      parts.store.saveResult({
        content_hash,
        recipe_hash,
        output_path,
        output_hash,
        size_bytes,
        result,
        job_id,
        created_at,
      });
  });
}

/** Room for the result: what a limit allows, else about the source's own size and a margin for small ones. */
const estimateBytes = (plan: EditPlan, sourceBytes: number): number => (plan.maxBytes ?? sourceBytes) * 1.1 + 1_000_000;

/** Names the folder and its space where ffmpeg only said that the disk is full. */
async function explain(error: unknown, context: JobContext, folder: string): Promise<unknown> {
  if (context.signal.aborted && context.signal.reason instanceof AppError) return context.signal.reason;
  const code = (error as NodeJS.ErrnoException | null)?.code; // whatever was thrown may carry one
  const isFull =
    error instanceof AppError
      ? error.code === 'disk-full' && error.params['path'] === ''
      : code === 'ENOSPC' || code === 'EDQUOT';
  if (isFull)
    return new AppError(
      'disk-full',
      { path: folder, freeBytes: await freeBytes(folder).catch(() => 0), neededBytes: 0 },
      { cause: error },
    );
  if (code === 'EACCES' || code === 'EROFS')
    return new AppError('output-folder-unwritable', { path: folder }, { cause: error });
  return error;
}

function untilAborted<T>(task: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error); // an abort always carries its reason
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    task.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
