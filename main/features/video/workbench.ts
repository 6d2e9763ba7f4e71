import { copyFile, mkdir, rm } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import { buildArguments, pictureFormats, quoteCommand, type FfmpegCommand } from '#platform/ffmpeg/command.ts';
import { findFontFile } from '#platform/ffmpeg/fonts.ts';
import { probeMedia } from '#platform/ffmpeg/media-probe.ts';
import { runFfmpeg } from '#platform/ffmpeg/run-ffmpeg.ts';
import type { FfmpegReport } from '#platform/ffmpeg/progress.ts';
import { reachKillPoint } from '#platform/kill-point.ts';
import type { VideoParts } from './deps.ts';
import type { EditPlan, PlanTools } from './edit-plan.ts';
import type { ProgressReporter } from './job-progress.ts';

const notPicture: ReadonlySet<string> = new Set(['video-source-not-video', 'video-source-too-many-pixels']);

interface BenchOptions {
  readonly jobId: number;
  readonly signal: AbortSignal;
  readonly progress: ProgressReporter;
  readonly log: (line: string) => void;
}

interface RunHooks {
  readonly onReport?: (report: FfmpegReport) => void;
  readonly onStderrLine?: (line: string) => void;
}

const isGraphFileRefused = (error: unknown): boolean =>
  error instanceof AppError &&
  error.code === 'ffmpeg-failed' &&
  /Unrecognized option '?filter_complex_script/.test(String(error.params['reason']));

/** A job's own folder, in which its ffmpeg runs, and the runs themselves. */
export class Workbench {
  readonly folder: string;
  /** Every command line that ran, to read and copy. */
  readonly commands: string[] = [];
  readonly #parts: VideoParts;
  readonly #options: BenchOptions;
  #fileCount = 0;
  #graphFileOption: NonNullable<FfmpegCommand['graphFileOption']> = '-filter_complex_script';
  #font: Promise<string | null> | null = null;

  constructor(parts: VideoParts, options: BenchOptions) {
    this.#parts = parts;
    this.#options = options;
    const token = parts.random.bytes(6).toString('hex');
    this.folder = path.join(parts.folders.temp, 'work', `${options.jobId}-${token}`);
  }

  open(): Promise<unknown> {
    return mkdir(this.folder, { recursive: true, mode: 0o700 });
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** What steps may use beside filters. */
  planTools(): PlanTools {
    return {
      measureAudio: (plan, measure, label) => this.#measure(plan, measure, label),
      writeFile: (name, content) => this.writeFile(name, content),
      isPicture: (name) => this.#isPicture(name),
      fontName: () => (this.#font ??= this.#copyFont()),
      log: this.#options.log,
    };
  }

  writeFile(name: string, content: string | Uint8Array): string {
    this.#fileCount += 1;
    const [stem = 'file', extension = 'txt'] = name.split('.');
    const file = `${stem}-${this.#fileCount}.${extension}`;
    writeFileSync(path.join(this.folder, file), content);
    return file;
  }

  /** One whole run over the plan, with progress against its length. */
  async render(plan: EditPlan, command: Pick<FfmpegCommand, 'outputs' | 'graph'>): Promise<void> {
    const total = Math.max(1, plan.durationSeconds * 1000);
    await this.run(
      { ...command, inputs: plan.inputs, threads: this.threads() },
      {
        onReport: (report) => {
          this.#options.progress.update((report.outTimeMs ?? 0) / total, report.speed);
          reachKillPoint('K05');
        },
      },
    );
    reachKillPoint('K06');
  }

  /** As many as are fair among those who work now: all cores for one alone, one each when there are as many as cores. */
  threads(): number {
    return Math.max(1, Math.floor(os.availableParallelism() / Math.max(1, this.#parts.slots.demand)));
  }

  /** Runs ffmpeg; one that no longer knows our way of handing over a long graph is asked again in its own. */
  async run(command: FfmpegCommand, hooks: RunHooks = {}): Promise<void> {
    try {
      await this.#runOnce(command, hooks);
    } catch (error) {
      if (!isGraphFileRefused(error) || this.#graphFileOption === '-/filter_complex') throw error;
      this.#graphFileOption = '-/filter_complex';
      this.commands.pop();
      await this.#runOnce(command, hooks);
    }
  }

  async #runOnce(command: FfmpegCommand, hooks: RunHooks): Promise<void> {
    const { clock, registry, settings } = this.#parts;
    const tool = this.#parts.requireTool('ffmpeg');
    const args = buildArguments({ ...command, graphFileOption: this.#graphFileOption }, (name, text) =>
      this.writeFile(name, text),
    );
    const line = quoteCommand(tool.path, args);
    this.commands.push(line);
    this.#options.log(line.slice(0, 4000));
    const { stderr } = await runFfmpeg({
      tool,
      args,
      cwd: this.folder,
      clock,
      registry,
      signal: this.#options.signal,
      stallMs: settings.get('stallSeconds') * 1000,
      onSpawn: () => reachKillPoint('K04'),
      ...hooks,
    });
    if (!hooks.onStderrLine && stderr.trim()) this.#options.log(stderr.trim().slice(-2000));
  }

  /** Decodes the sound alone: a fraction of what the picture costs. */
  async #measure(plan: EditPlan, measure: Parameters<EditPlan['measuringGraph']>[0], label: string): Promise<string[]> {
    const { graph, pad } = plan.measuringGraph(measure);
    const total = Math.max(1, plan.durationSeconds * 1000);
    const lines: string[] = [];
    this.#options.log(`measure ${label}`);
    await this.run(
      {
        inputs: [{ ...plan.sourceInput, args: [...(plan.sourceInput.args ?? []), '-vn', '-sn', '-dn'] }],
        graph,
        outputs: [{ path: null, args: ['-map', `[${pad}]`, '-f', 'null'] }],
        threads: 1,
        logLevel: 'info',
      },
      {
        onReport: (report) => this.#options.progress.update((report.outTimeMs ?? 0) / total, report.speed),
        onStderrLine: (line) => {
          // A day of speech has some 20,000 pauses; more lines than that are no measurement.
          if (lines.length < 100_000) lines.push(line);
        },
      },
    );
    return lines;
  }

  async #isPicture(name: string): Promise<boolean> {
    const tool = this.#parts.requireTool('ffprobe');
    const { signal } = this.#options;
    try {
      const { probe } = await probeMedia(path.join(this.folder, name), {
        ...this.#parts,
        tool,
        signal,
        formats: pictureFormats,
      });
      return Boolean(probe.facts.width && probe.facts.height);
    } catch (error) {
      if (error instanceof AppError && notPicture.has(error.code)) return false;
      throw error;
    }
  }

  async #copyFont(): Promise<string | null> {
    const found = await findFontFile();
    if (!found) return null;
    const name = `font${path.extname(found).toLowerCase()}`;
    await copyFile(found, path.join(this.folder, name));
    return name;
  }
}
