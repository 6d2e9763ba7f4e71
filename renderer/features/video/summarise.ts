import type { Translate } from '../../app/language.ts';
import type { Formats } from '../../kit/format.ts';
import type { DraftStep, DraftValue } from './recipe-draft.ts';
import { fieldsOf, type StepField } from './step-fields.ts';

const shownAtMost = 3;

function valueText(step: DraftStep, field: StepField, value: DraftValue, t: Translate, format: Formats): string {
  if (typeof value === 'number')
    return field.unit ? t(`video.unit.${field.unit}`, { value: format.number(value, 2) }) : format.number(value, 2);
  if (typeof value !== 'string' || value === '') return '';
  if (field.widget === 'placement') return t(`video.placement.${value}`);
  if (field.widget === 'choice') return t(`video.step.${step.kind}.choice.${field.name}.${value.replace(':', '-')}`);
  return field.widget === 'colour' ? '' : (value.split(/[\\/\n]/).findLast(Boolean) ?? '');
}

/** The first values of a step in a line, for when its form is shut. */
export const summariseStep = (step: DraftStep, t: Translate, format: Formats): string =>
  fieldsOf(step.kind)
    .map((field) => valueText(step, field, step.values[field.name] ?? null, t, format))
    .filter(Boolean)
    .slice(0, shownAtMost)
    .join(' · ');
