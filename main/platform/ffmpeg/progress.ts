/** One block of ffmpeg's `-progress` report. */
export interface FfmpegReport {
  /** Media time written so far; null before the first frame. */
  readonly outTimeMs: number | null;
  readonly frame: number | null;
  readonly sizeBytes: number | null;
  /** Media seconds per second of the clock. */
  readonly speed: number | null;
  readonly isEnd: boolean;
}

/** Reads `key=value` lines; answers a report at the end of each block, else null. */
export function createProgressParser(): (line: string) => FfmpegReport | null {
  let fields = new Map<string, string>();
  const number = (key: string): number | null => {
    const value = Number.parseFloat(fields.get(key) ?? '');
    return Number.isFinite(value) ? value : null;
  };
  return (line) => {
    const at = line.indexOf('=');
    if (at < 1) return null;
    const key = line.slice(0, at).trim();
    fields.set(key, line.slice(at + 1).trim());
    if (key !== 'progress') return null;
    // `out_time_ms` is microseconds too, by an old mistake that ffmpeg keeps.
    const outTimeUs = number('out_time_us') ?? number('out_time_ms');
    const report: FfmpegReport = {
      outTimeMs: outTimeUs === null ? null : Math.max(0, outTimeUs / 1000),
      frame: number('frame'),
      sizeBytes: number('total_size'),
      speed: number('speed'),
      isEnd: fields.get('progress') === 'end',
    };
    fields = new Map();
    return report;
  };
}
