import type { Step } from '#shared/domain/recipe.ts';
import type { EditPlan, PlanTools } from '../edit-plan.ts';
import { addCutSilence } from './cut-silence.ts';
import { addReframe, addScale } from './frame.ts';
import { addLoudness } from './loudness.ts';
import { addCaptions, addLogo, addText } from './overlay.ts';
import { addFade, addSpeed, addTrim } from './time.ts';

/** Adds one step of a recipe to the plan. */
export async function addStep(plan: EditPlan, step: Step, tools: PlanTools): Promise<void> {
  switch (step.kind) {
    case 'trim':
      return addTrim(plan, step);
    case 'cut-silence':
      return addCutSilence(plan, step, tools);
    case 'reframe':
      return addReframe(plan, step);
    case 'scale':
      return addScale(plan, step);
    case 'speed':
      return addSpeed(plan, step);
    case 'fade':
      return addFade(plan, step);
    case 'loudness':
      return addLoudness(plan, step, tools);
    case 'text':
      return addText(plan, step, tools);
    case 'logo':
      return addLogo(plan, step, tools);
    case 'captions':
      return addCaptions(plan, step, tools);
    case 'limit-size':
      plan.maxBytes = Math.min(plan.maxBytes ?? Infinity, step.maxBytes);
      return;
    case 'thumbnail':
      plan.thumbnail = { atSeconds: step.atSeconds, widthPixels: step.widthPixels };
      return;
  }
}
