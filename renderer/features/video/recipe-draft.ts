import { recipeSchema, stepSchemas, type Recipe, type Step, type StepKind } from '#shared/domain/recipe.ts';
import { fieldsOf, round, type StepField } from './step-fields.ts';

/** A step as it is being filled in: numbers are in the shown unit, `null` is an empty number. */
export interface DraftStep {
  /** Stays with the step while it moves. */
  readonly key: number;
  readonly kind: StepKind;
  readonly values: Readonly<Record<string, DraftValue>>;
}
export type DraftValue = string | number | boolean | null;

export interface RecipeDraft {
  readonly steps: readonly DraftStep[];
  readonly output: Recipe['output'];
  readonly nextKey: number;
}

/** What is wrong with a field: a key under `video.problems` and its values. */
export interface Problem {
  readonly code: 'number' | 'between' | 'atLeast' | 'whole' | 'required' | 'tooLong' | 'endBeforeStart' | 'captionsOne';
  readonly params: Readonly<Record<string, number>>;
}
/** Problems by step key, then by field name. */
export type Problems = ReadonlyMap<number, Readonly<Record<string, Problem>>>;

const emptyValue = (field: StepField): DraftValue => (field.widget === 'number' ? null : '');

function toShown(field: StepField, stored: unknown): DraftValue {
  if (stored === null || stored === undefined) return emptyValue(field);
  if (typeof stored === 'number') return round(stored * field.scale);
  return typeof stored === 'boolean' || typeof stored === 'string' ? stored : emptyValue(field);
}

const draftStep = (key: number, kind: StepKind, stored: Readonly<Record<string, unknown>>): DraftStep => ({
  key,
  kind,
  values: Object.fromEntries(
    fieldsOf(kind).map((field) => [
      field.name,
      toShown(field, field.name in stored ? stored[field.name] : field.defaultValue),
    ]),
  ),
});

export function toDraft(recipe: Recipe): RecipeDraft {
  const steps = recipe.steps.map((step, index) => draftStep(index + 1, step.kind, { ...step }));
  return { steps, output: recipe.output, nextKey: steps.length + 1 };
}

export const emptyDraft: RecipeDraft = toDraft(recipeSchema.parse({ steps: [] }));

export const addStep = (draft: RecipeDraft, kind: StepKind): RecipeDraft => ({
  ...draft,
  steps: [...draft.steps, draftStep(draft.nextKey, kind, {})],
  nextKey: draft.nextKey + 1,
});

export const removeStep = (draft: RecipeDraft, key: number): RecipeDraft => ({
  ...draft,
  steps: draft.steps.filter((step) => step.key !== key),
});

/** Puts a step at a place of the list; beyond the ends it stays at the end. */
export function moveStep(draft: RecipeDraft, key: number, to: number): RecipeDraft {
  const moved = draft.steps.find((step) => step.key === key);
  if (!moved) return draft;
  const rest = draft.steps.filter((step) => step !== moved);
  return { ...draft, steps: rest.toSpliced(Math.max(0, Math.min(rest.length, to)), 0, moved) };
}

export const setValue = (draft: RecipeDraft, key: number, name: string, value: DraftValue): RecipeDraft => ({
  ...draft,
  steps: draft.steps.map((step) => (step.key === key ? { ...step, values: { ...step.values, [name]: value } } : step)),
});

export const isShown = (field: StepField, step: DraftStep): boolean =>
  field.shownWhen === null || step.values[field.shownWhen.field] === field.shownWhen.is;

function problemOf(field: StepField, value: DraftValue): Problem | null {
  const isEmpty = value === null || (typeof value === 'string' && value.trim() === '');
  if (isEmpty) {
    if (field.emptyAs) return null;
    return { code: field.widget === 'number' ? 'number' : 'required', params: {} };
  }
  if (typeof value === 'number') return numberProblem(field, value);
  if (typeof value === 'string' && field.maxLength !== null && value.length > field.maxLength)
    return { code: 'tooLong', params: { max: field.maxLength } };
  return null;
}

function numberProblem({ min, max, isInteger }: StepField, value: number): Problem | null {
  if (min !== null && max !== null && (value < min || value > max)) return { code: 'between', params: { min, max } };
  if (min !== null && value < min) return { code: 'atLeast', params: { min } };
  return isInteger && !Number.isInteger(value) ? { code: 'whole', params: {} } : null;
}

/** What no single field can tell. */
function jointProblem(step: DraftStep): readonly [string, Problem] | null {
  const { startSeconds: start, endSeconds: end } = step.values;
  if (typeof start === 'number' && typeof end === 'number' && end <= start)
    return ['endSeconds', { code: 'endBeforeStart', params: {} }];
  if (step.kind !== 'captions') return null;
  const given = [step.values['srt'], step.values['srtPath']].filter((text) => typeof text === 'string' && text.trim());
  return given.length === 1 ? null : ['srtPath', { code: 'captionsOne', params: {} }];
}

function checkStep(step: DraftStep): Readonly<Record<string, Problem>> | null {
  const found: Record<string, Problem> = {};
  for (const field of fieldsOf(step.kind)) {
    const problem = isShown(field, step) ? problemOf(field, step.values[field.name] ?? null) : null;
    if (problem) found[field.name] = problem;
  }
  const joint = jointProblem(step);
  if (joint) found[joint[0]] ??= joint[1];
  return Object.keys(found).length ? found : null;
}

export function findProblems(draft: RecipeDraft): Problems {
  const all = new Map<number, Readonly<Record<string, Problem>>>();
  for (const step of draft.steps) {
    const found = checkStep(step);
    if (found) all.set(step.key, found);
  }
  return all;
}

function toStored(field: StepField, value: DraftValue): unknown {
  if (typeof value === 'number') return field.scale === 1 ? value : round(value / field.scale);
  if (typeof value === 'string' && value.trim() === '' && field.emptyAs)
    return field.emptyAs === 'null' ? null : undefined;
  return value === null && field.emptyAs === 'absent' ? undefined : value;
}

function toStep(step: DraftStep): Step {
  const entries = fieldsOf(step.kind)
    .map((field) => [field.name, toStored(field, step.values[field.name] ?? null)] as const)
    .filter(([, value]) => value !== undefined);
  // megabytes typed with decimals become whole bytes
  const whole = entries.map(([name, value]) => [name, name === 'maxBytes' ? Math.round(Number(value)) : value]);
  return stepSchemas[step.kind].parse({ kind: step.kind, ...Object.fromEntries(whole) });
}

/** The recipe, or null while something is wrong. */
export function toRecipe(draft: RecipeDraft): Recipe | null {
  if (findProblems(draft).size) return null;
  return recipeSchema.parse({ steps: draft.steps.map(toStep), output: draft.output });
}

export const isSameRecipe = (a: Recipe | null, b: Recipe | null): boolean => JSON.stringify(a) === JSON.stringify(b);
