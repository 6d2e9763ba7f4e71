import { AppError } from '#shared/contract/errors.ts';
import type { Step } from '#shared/domain/recipe.ts';
import { filter } from '#platform/ffmpeg/filter-graph.ts';
import type { EditPlan } from '../edit-plan.ts';

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** Keeps what lies between start and end. As the first step it is a seek in the input. */
export function addTrim(plan: EditPlan, step: StepOf<'trim'>): void {
  const start = step.startSeconds;
  if (start >= plan.durationSeconds)
    throw new AppError('recipe-trim-outside', { startSeconds: start, durationSeconds: round(plan.durationSeconds) });
  const end = Math.min(step.endSeconds ?? plan.durationSeconds, plan.durationSeconds);
  if (end - start < 1 / plan.framesPerSecond) throw new AppError('recipe-nothing-left');
  if (plan.isUntouched) plan.seek = { startSeconds: start, durationSeconds: end - start };
  else {
    plan.addVideo(filter('trim', { start, end }), filter('setpts', { expr: 'PTS-STARTPTS' }));
    plan.addAudio(filter('atrim', { start, end }), filter('asetpts', { expr: 'PTS-STARTPTS' }));
  }
  plan.durationSeconds = end - start;
}

/** Picture and sound faster or slower, the pitch kept and the frame rate too. */
export function addSpeed(plan: EditPlan, step: StepOf<'speed'>): void {
  if (step.factor === 1) return;
  plan.durationSeconds /= step.factor;
  plan.addVideo(
    filter('setpts', { expr: `(PTS-STARTPTS)/${step.factor}` }),
    filter('fps', { fps: plan.framesPerSecond }),
    // Older builds (npm's is of 2018) repeat the last frame up to where the source ended.
    filter('trim', { end: plan.durationSeconds + 1 / plan.framesPerSecond }),
  );
  plan.addAudio(...tempoFactors(step.factor).map((tempo) => filter('atempo', { tempo })));
}

/** atempo takes 0.5 to 2 in every version; more is done by several in a row. */
export function tempoFactors(factor: number): number[] {
  const factors: number[] = [];
  let rest = factor;
  while (rest > 2) {
    factors.push(2);
    rest /= 2;
  }
  while (rest < 0.5) {
    factors.push(0.5);
    rest /= 0.5;
  }
  return [...factors, rest];
}

/** From black and silence at the start, back to them at the end; each at most half of what there is. */
export function addFade(plan: EditPlan, step: StepOf<'fade'>): void {
  const half = plan.durationSeconds / 2;
  const fades = [
    { t: 'in', st: 0, d: Math.min(step.inSeconds, half) },
    { t: 'out', st: plan.durationSeconds - Math.min(step.outSeconds, half), d: Math.min(step.outSeconds, half) },
  ].filter((fade) => fade.d > 0);
  if (fades.length === 0) return;
  plan.addVideo(...fades.map((fade) => filter('fade', fade)));
  plan.addAudio(...fades.map((fade) => filter('afade', fade)));
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;
