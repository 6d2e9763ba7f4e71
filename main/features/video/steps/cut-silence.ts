import type { Step } from '#shared/domain/recipe.ts';
import { filter, formatNumber } from '#platform/ffmpeg/filter-graph.ts';
import type { EditPlan, PlanTools } from '../edit-plan.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Jump cuts: what is silent longer than the step says is left out, a margin on both sides kept. */
export async function addCutSilence(
  plan: EditPlan,
  step: Extract<Step, { kind: 'cut-silence' }>,
  tools: PlanTools,
): Promise<void> {
  if (!plan.hasAudio) return plan.skip('cut-silence', 'no-audio');
  const detect = filter('silencedetect', { noise: `${formatNumber(step.thresholdDb)}dB`, d: step.minSilenceSeconds });
  const silences = parseSilences(await tools.measureAudio(plan, detect, 'silence'), plan.durationSeconds);
  const kept = keepSpans(silences, {
    duration: plan.durationSeconds,
    margin: step.marginSeconds,
    shortest: 2 / plan.framesPerSecond,
  });
  if (kept.length === 0) return plan.skip('cut-silence', 'all-silent');
  const left = kept.reduce((sum, span) => sum + span.end - span.start, 0);
  if (plan.durationSeconds - left < 1 / plan.framesPerSecond) return plan.skip('cut-silence', 'no-silence');
  tools.log(`cut ${(plan.durationSeconds - left).toFixed(2)} s of silence, ${kept.length} parts stay`);
  const keep = treeExpression(kept, () => '1', '0');
  const shift = shiftExpression(kept);
  plan.addVideo(filter('select', { expr: keep('t') }), filter('setpts', { expr: `PTS-(${shift('T')})/TB` }));
  plan.addAudio(
    // Small frames: the cut then falls within 5 ms of where it belongs.
    filter('asetnsamples', { n: 256 }),
    filter('aselect', { expr: keep('t') }),
    filter('asetpts', { expr: `PTS-(${shift('T')})/TB` }),
    // Closes the gaps of a few samples that remain, so that sound and picture stay together over a thousand cuts.
    filter('aresample', { async: 1, first_pts: 0 }),
  );
  plan.durationSeconds = left;
}

/** silencedetect's lines as spans; one that lasts to the end has no end of its own. */
export function parseSilences(lines: readonly string[], duration: number): Span[] {
  const spans: Span[] = [];
  let start: number | null = null;
  for (const line of lines) {
    const begun = /silence_start: (-?[\d.]+)/.exec(line);
    if (begun) start = Math.max(0, Number(begun[1]));
    const ended = /silence_end: (-?[\d.]+)/.exec(line);
    if (!ended || start === null) continue;
    spans.push({ start, end: Math.min(duration, Number(ended[1])) });
    start = null;
  }
  if (start !== null && start < duration) spans.push({ start, end: duration });
  return spans;
}

/** What stays: everything but the silences less their margins. Parts too short for a frame are dropped. */
export function keepSpans(
  silences: readonly Span[],
  options: { duration: number; margin: number; shortest: number },
): Span[] {
  const { duration, margin, shortest } = options;
  const kept: Span[] = [];
  let at = 0;
  const keepUntil = (end: number): void => {
    if (end - at >= shortest) kept.push({ start: at, end });
  };
  for (const silence of silences) {
    // Before the first word and after the last there is no other side to keep a margin for.
    const from = silence.start <= 0 ? 0 : silence.start + margin;
    const to = silence.end >= duration ? duration : silence.end - margin;
    if (to - from < shortest) continue;
    keepUntil(from);
    at = to;
  }
  keepUntil(duration);
  // A file that is silent throughout keeps nothing.
  const isAllSilent =
    silences.length === 1 && (silences[0]?.start ?? 1) <= 0.05 && (silences[0]?.end ?? 0) >= duration - 0.05;
  return isAllSilent ? [] : kept;
}

/** An expression that finds the span around a time by halving: its cost grows with the logarithm of the cuts, not with them. */
function treeExpression(spans: readonly Span[], value: (index: number) => string, otherwise: string) {
  const build = (time: string, from: number, to: number): string => {
    if (to - from === 1) {
      const span = spans[from];
      if (!span) return otherwise;
      return `if(gte(${time},${formatNumber(span.start)})*lt(${time},${formatNumber(span.end)}),${value(from)},${otherwise})`;
    }
    const middle = (from + to) >> 1;
    const edge = formatNumber(spans[middle]?.start ?? 0);
    return `if(lt(${time},${edge}),${build(time, from, middle)},${build(time, middle, to)})`;
  };
  return (time: string): string => build(time, 0, spans.length);
}

/** How many seconds were cut before the span around a time. */
function shiftExpression(spans: readonly Span[]) {
  const gaps: number[] = [];
  let kept = 0;
  for (const span of spans) {
    gaps.push(span.start - kept);
    kept += span.end - span.start;
  }
  const build = (time: string, from: number, to: number): string => {
    if (to - from === 1) return formatNumber(gaps[from] ?? 0);
    const middle = (from + to) >> 1;
    const edge = formatNumber(spans[middle]?.start ?? 0);
    return `if(lt(${time},${edge}),${build(time, from, middle)},${build(time, middle, to)})`;
  };
  return (time: string): string => build(time, 0, spans.length);
}
