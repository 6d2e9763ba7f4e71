import ffmpeg from 'fluent-ffmpeg';
import { writeGraph, type Chain } from './filter-graph.ts';

/** The containers a source may come in. Not among them: HLS, DASH, concat, SDP: playlists that make ffmpeg open other files. */
export const sourceFormats = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,mpegts,mpeg,asf,ogg';
export const pictureFormats = 'png_pipe,jpeg_pipe,webp_pipe';
/** 8K: beyond it a small file can cost gigabytes of memory. */
export const maxPixels = 33_177_600;

/** Before `-i` of every input, whatever it is: local files alone, of a listed container. */
export const inputGuards = (formats: string): string[] => [
  '-protocol_whitelist',
  'file,pipe',
  '-format_whitelist',
  formats,
  '-max_pixels',
  String(maxPixels),
];

export interface CommandInput {
  /** Absolute, or a name of ours in the working folder. */
  readonly path: string;
  readonly formats: string;
  readonly args?: readonly string[];
}
export interface CommandOutput {
  /** Null: `-f null -`, for measuring. */
  readonly path: string | null;
  readonly args: readonly string[];
}
export interface FfmpegCommand {
  readonly inputs: readonly CommandInput[];
  readonly graph: readonly Chain[];
  readonly outputs: readonly CommandOutput[];
  readonly threads: number;
  /** How a graph is read from a file: the first in every ffmpeg before 9, the second from 7.1 on. */
  readonly graphFileOption?: '-filter_complex_script' | '-/filter_complex';
  /** `info` where a filter's report is read from stderr. */
  readonly logLevel?: 'error' | 'info';
}

/** A graph longer than this (thousands of cuts) goes by file: one argument may hold 128 KiB on Linux, 32 KiB in all on Windows. */
const maxInlineGraph = 24_000;

/**
 * The arguments of one run. fluent-ffmpeg puts inputs, the one graph and outputs together; nothing it would escape, probe or
 * run is left to it. `writeFile` stores a long graph and answers its name.
 */
export function buildArguments(command: FfmpegCommand, writeFile: (name: string, text: string) => string): string[] {
  const built = ffmpeg();
  for (const input of command.inputs) {
    built.input(asFileUrl(input.path));
    built.inputOptions(...inputGuards(input.formats), '-threads', String(command.threads), ...(input.args ?? []));
  }
  const graph = writeGraph(command.graph);
  if (graph.length > maxInlineGraph) {
    const option = command.graphFileOption ?? '-filter_complex_script';
    built.inputOptions(option, writeFile('graph.txt', graph));
  } else if (graph) built.complexFilter(graph);
  for (const output of command.outputs) {
    built.output(output.path === null ? '-' : asFileUrl(output.path));
    built.outputOptions('-threads', String(command.threads), ...output.args);
  }
  return [
    '-hide_banner',
    '-nostdin',
    '-nostats',
    '-y',
    '-loglevel',
    command.logLevel ?? 'error',
    '-progress',
    'pipe:3',
    '-filter_complex_threads',
    String(command.threads),
    // Private in name, and the one entry that runs neither ffmpeg nor its capability probes; covered by a test.
    ...built._getArguments(),
  ];
}

/** A leading `-`, a colon or a `%` in a name mean nothing behind `file:`. */
const asFileUrl = (file: string): string => `file:${file}`;

/** A command line to read and copy. */
export const quoteCommand = (command: string, args: readonly string[]): string =>
  [command, ...args]
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ');
