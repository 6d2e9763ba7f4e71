import type { Step } from '#shared/domain/recipe.ts';
import { filter } from '#platform/ffmpeg/filter-graph.ts';
import type { EditPlan, PlanTools } from '../edit-plan.ts';

interface Measured {
  i: number;
  tp: number;
  lra: number;
  thresh: number;
  offset: number;
}

/** EBU R128: the first pass measures, the second brings the sound to the target with what was measured. */
export async function addLoudness(
  plan: EditPlan,
  step: Extract<Step, { kind: 'loudness' }>,
  tools: PlanTools,
): Promise<void> {
  if (!plan.hasAudio) return plan.skip('loudness', 'no-audio');
  const target = { I: step.targetLufs, TP: step.truePeakDb, LRA: step.rangeLu };
  const lines = await tools.measureAudio(plan, filter('loudnorm', { ...target, print_format: 'json' }), 'loudness');
  const measured = parseLoudnorm(lines.join('\n'));
  // Digital silence measures minus infinity: there is nothing to raise.
  if (!measured || measured.i < -69) return plan.skip('loudness', 'all-silent');
  plan.beforeLufs ??= measured.i;
  tools.log(`measured ${measured.i} LUFS, peak ${measured.tp} dBTP; target ${step.targetLufs} LUFS`);
  const gain = step.targetLufs - measured.i;
  // Where the peak allows it, a plain gain hits the target exactly; else loudnorm limits as it raises.
  const isPlain = measured.tp + gain <= step.truePeakDb && measured.lra <= step.rangeLu;
  const level = isPlain ? filter('volume', { volume: `${gain.toFixed(2)}dB` }) : limitingPass(step, measured);
  plan.addAudio(level, filter('aresample', { sample_rate: 48_000 }));
  if (isPlain) plan.afterLufs = step.targetLufs;
}

function limitingPass(step: Extract<Step, { kind: 'loudness' }>, measured: Measured) {
  return filter('loudnorm', {
    I: step.targetLufs,
    TP: step.truePeakDb,
    LRA: step.rangeLu,
    measured_I: measured.i,
    measured_TP: measured.tp,
    measured_LRA: measured.lra,
    measured_thresh: measured.thresh,
    offset: measured.offset,
    linear: 'true',
  });
}

/** The JSON that loudnorm prints at its end; null where it measured nothing. */
export function parseLoudnorm(text: string): Measured | null {
  const field = (name: string): number =>
    Number(new RegExp(`"${name}"\\s*:\\s*"(-?[\\d.]+|-?inf)"`).exec(text)?.[1] ?? Number.NaN);
  const measured = {
    i: field('input_i'),
    tp: field('input_tp'),
    lra: field('input_lra'),
    thresh: field('input_thresh'),
    offset: field('target_offset'),
  };
  return Object.values(measured).every(Number.isFinite) ? measured : null;
}
