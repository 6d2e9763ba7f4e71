import type { MediaProbe } from '#platform/ffmpeg/media-probe.ts';
import { filter, type Chain, type Filter } from '#platform/ffmpeg/filter-graph.ts';
import { pictureFormats, sourceFormats, type CommandInput } from '#platform/ffmpeg/command.ts';
import type { Recipe } from '#shared/domain/recipe.ts';

/** What a step may do beside adding filters. */
export interface PlanTools {
  /** Runs the audio as planned so far through `measure`, to nowhere; answers what ffmpeg wrote line by line. */
  measureAudio(plan: EditPlan, measure: Filter, label: string): Promise<string[]>;
  /** Stores a file in the working folder, where ffmpeg runs; answers the name to use in a filter. */
  writeFile(name: string, content: string | Uint8Array): string;
  /** A font's file in the working folder; null where the system shows none (then fontconfig is asked by name). */
  fontName(): Promise<string | null>;
  /** Whether ffmpeg reads a file of the working folder as one picture of bearable size. */
  isPicture(name: string): Promise<boolean>;
  log(line: string): void;
}

/**
 * One ffmpeg run in the making. Steps add filters to the picture's and the sound's line in the order of the recipe, so that all
 * steps share one run; `width`, `height` and `durationSeconds` are what holds after the steps so far.
 */
export class EditPlan {
  readonly probe: MediaProbe;
  readonly output: Recipe['output'];
  width: number;
  height: number;
  durationSeconds: number;
  readonly framesPerSecond: number;
  hasAudio: boolean;
  /** Seeking in the input is far cheaper than decoding what a trim drops. */
  seek: { startSeconds: number; durationSeconds: number } | null = null;
  maxBytes: number | null = null;
  thumbnail: { atSeconds: number; widthPixels: number } | null = null;
  beforeLufs: number | null = null;
  /** Known only while nothing touches the sound after a plain gain. */
  afterLufs: number | null = null;
  readonly skipped: { step: string; reason: string }[] = [];
  readonly #sourcePath: string;
  readonly #pictures: CommandInput[] = [];
  readonly #chains: { video: Chain[]; audio: Chain[] } = { video: [], audio: [] };
  #videoPad: string;
  #audioPad: string | null;
  #padCount = 0;

  constructor(source: { path: string; probe: MediaProbe; output: Recipe['output'] }) {
    const { probe } = source;
    if (!probe.video) throw new Error('a plan needs a picture');
    this.probe = probe;
    this.output = source.output;
    this.#sourcePath = source.path;
    this.width = probe.facts.width ?? 0;
    this.height = probe.facts.height ?? 0;
    this.durationSeconds = (probe.facts.durationMs ?? 0) / 1000;
    this.framesPerSecond = probe.video.framesPerSecond;
    this.hasAudio = probe.audio !== null;
    this.#videoPad = `0:${probe.video.index}`;
    this.#audioPad = probe.audio ? `0:${probe.audio.index}` : null;
    // Players show square pixels; the filters below count in them.
    if (Math.abs(probe.video.pixelAspect - 1) > 0.001) {
      this.addVideo(filter('scale', { w: this.width, h: this.height }), filter('setsar', { sar: 1 }));
    }
  }

  /** Whether nothing was added yet, so that a trim may become a seek. */
  get isUntouched(): boolean {
    return this.#chains.video.length === 0 && this.#chains.audio.length === 0 && this.seek === null;
  }

  addVideo(...filters: Filter[]): void {
    const to = this.newPad('v');
    this.#chains.video.push({ from: [this.#videoPad], filters, to: [to] });
    this.#videoPad = to;
  }

  /** Chains that begin at the picture's line and end in a new one. */
  branchVideo(build: (from: string) => { chains: Chain[]; to: string }): void {
    const { chains, to } = build(this.#videoPad);
    this.#chains.video.push(...chains);
    this.#videoPad = to;
  }

  addAudio(...filters: Filter[]): void {
    if (!this.#audioPad) return;
    this.afterLufs = null;
    const to = this.newPad('a');
    this.#chains.audio.push({ from: [this.#audioPad], filters, to: [to] });
    this.#audioPad = to;
  }

  newPad(prefix: string): string {
    this.#padCount += 1;
    return `${prefix}${this.#padCount}`;
  }

  /** A picture as a further input; answers its pad. */
  addPicture(name: string): string {
    this.#pictures.push({ path: name, formats: pictureFormats });
    return `${this.#pictures.length}:v`;
  }

  skip(step: string, reason: string): void {
    this.skipped.push({ step, reason });
  }

  get sourceInput(): CommandInput {
    const { seek } = this;
    const args = seek ? ['-ss', seek.startSeconds.toFixed(6), '-t', seek.durationSeconds.toFixed(6)] : [];
    return { path: this.#sourcePath, formats: sourceFormats, args };
  }

  get inputs(): CommandInput[] {
    return [this.sourceInput, ...this.#pictures];
  }

  /** The sound alone, ending in `measure`. */
  measuringGraph(measure: Filter): { graph: Chain[]; pad: string } {
    if (!this.#audioPad) throw new Error('there is no sound to measure');
    return {
      graph: [...this.#chains.audio, { from: [this.#audioPad], filters: [measure], to: ['measured'] }],
      pad: 'measured',
    };
  }

  /** The graph that ends in the pads `video`, `audio` where there is sound, and `thumbnail` where one is wanted. */
  finish(only?: 'picture'): Chain[] {
    const withThumbnail = only ? null : this.thumbnail;
    // Encoders for 4:2:0 want even sides.
    const finishing = [
      filter('scale', { w: 'trunc(iw/2)*2', h: 'trunc(ih/2)*2' }),
      filter('setsar', { sar: 1 }),
      filter('format', { pix_fmts: 'yuv420p' }),
    ];
    const graph: Chain[] = [
      ...this.#chains.video,
      { from: [this.#videoPad], filters: finishing, to: [withThumbnail ? 'whole' : 'video'] },
    ];
    if (withThumbnail) graph.push(...this.#thumbnailChains(withThumbnail));
    if (this.#audioPad && !only)
      graph.push(...this.#chains.audio, { from: [this.#audioPad], filters: [filter('anull')], to: ['audio'] });
    return graph;
  }

  /** Split off the finished picture, so that it costs no further run. */
  #thumbnailChains({ atSeconds, widthPixels }: { atSeconds: number; widthPixels: number }): Chain[] {
    const start = Math.min(atSeconds, Math.max(0, this.durationSeconds - 2 / this.framesPerSecond));
    const still = [
      filter('trim', { start }),
      filter('scale', { w: widthPixels, h: -2 }),
      filter('format', { pix_fmts: 'yuvj420p' }),
    ];
    return [
      { from: ['whole'], filters: [filter('split', { outputs: 2 })], to: ['video', 'still'] },
      { from: ['still'], filters: still, to: ['thumbnail'] },
    ];
  }
}
