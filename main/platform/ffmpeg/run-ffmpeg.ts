import { AppError } from '#shared/contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { ChildRegistry } from '../process/child-registry.ts';
import { runProcess } from '../process/run-process.ts';
import { classifyEnd } from './classify.ts';
import { createProgressParser, type FfmpegReport } from './progress.ts';

export interface FfmpegRun {
  readonly tool: { readonly path: string };
  readonly args: readonly string[];
  /** Relative names in the arguments are in here. */
  readonly cwd: string;
  readonly clock: Clock;
  readonly registry: ChildRegistry;
  readonly signal: AbortSignal;
  /** Without any advance for so long the run is ended as `ffmpeg-stalled`. */
  readonly stallMs: number;
  readonly onSpawn?: (pid: number) => void;
  readonly onReport?: (report: FfmpegReport) => void;
  readonly onStderrLine?: (line: string) => void;
}

/**
 * Runs ffmpeg to its end and answers the tail of its stderr. Throws the signal's reason after a cancel, `ffmpeg-stalled`, or what
 * its exit means. By then no process of it is left.
 */
export async function runFfmpeg(run: FfmpegRun): Promise<{ stderr: string }> {
  run.signal.throwIfAborted();
  const stall = new AbortController();
  const watch = watchStall(run, () => stall.abort());
  const parse = createProgressParser();
  try {
    const end = await runProcess({
      command: run.tool.path,
      args: run.args,
      cwd: run.cwd,
      clock: run.clock,
      registry: run.registry,
      signal: AbortSignal.any([run.signal, stall.signal]),
      maxStdoutBytes: 4096,
      ...(run.onSpawn ? { onSpawn: run.onSpawn } : {}),
      ...(run.onStderrLine ? { onStderrLine: run.onStderrLine } : {}),
      onReportLine: (line) => {
        const report = parse(line);
        if (!report) return;
        watch.see(report);
        run.onReport?.(report);
      },
    });
    run.signal.throwIfAborted();
    if (stall.signal.aborted) throw new AppError('ffmpeg-stalled', { seconds: Math.round(run.stallMs / 1000) });
    const failure = classifyEnd(end, run.tool);
    if (failure) throw failure;
    return { stderr: end.stderr };
  } finally {
    watch.stop();
  }
}

/** A report that says the same as the last is no sign of life. */
function watchStall(run: Pick<FfmpegRun, 'clock' | 'stallMs'>, onStall: () => void) {
  let last = '';
  let stop = run.clock.after(run.stallMs, onStall);
  return {
    see(report: FfmpegReport): void {
      const now = `${report.outTimeMs}/${report.frame}/${report.sizeBytes}/${report.isEnd}`;
      if (now === last) return;
      last = now;
      stop();
      stop = run.clock.after(run.stallMs, onStall);
    },
    stop: () => stop(),
  };
}
