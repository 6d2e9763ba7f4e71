import { describe, expect, it } from 'vitest';
import { recipeSchema, stepKinds, stepSchemas, type Recipe } from '#shared/domain/recipe.ts';
import {
  addStep,
  emptyDraft,
  findProblems,
  moveStep,
  removeStep,
  setValue,
  toDraft,
  toRecipe,
} from '../../renderer/features/video/recipe-draft.ts';
import { fieldsOf } from '../../renderer/features/video/step-fields.ts';

const everyStep: Recipe = recipeSchema.parse({
  steps: stepKinds.map((kind) => ({
    kind,
    ...(kind === 'text' && { text: "It's 50 % off:\nnow", startSeconds: 1, endSeconds: 2.5 }),
    ...(kind === 'logo' && { imagePath: '/logo.png' }),
    ...(kind === 'captions' && { srtPath: '/a.srt' }),
  })),
});
const firstKey = (draft: typeof emptyDraft) => draft.steps[0]?.key ?? 0;

describe('the forms of a recipe', () => {
  it('has a field for every value of every step [A72]', () => {
    for (const kind of stepKinds) {
      const values = Object.keys(stepSchemas[kind].shape).filter((name) => name !== 'kind');
      expect(
        fieldsOf(kind)
          .map((field) => field.name)
          .toSorted(),
      ).toEqual(values.toSorted());
    }
  });

  it('reads limits, choices and units from the schema [A72]', () => {
    const [aspect, mode, side, colour] = fieldsOf('reframe');
    expect(aspect).toMatchObject({ widget: 'choice', choices: ['9:16', '1:1', '4:5', '16:9'] });
    expect(mode?.defaultValue).toBe('blur');
    expect(side).toMatchObject({ unit: 'pixels', min: 240, max: 3840, isInteger: true });
    expect(colour).toMatchObject({ widget: 'colour', shownWhen: { field: 'mode', is: 'pad' } });
    expect(fieldsOf('text').find(({ name }) => name === 'placement')?.widget).toBe('placement');
    expect(fieldsOf('text').find(({ name }) => name === 'size')).toMatchObject({ unit: 'percent', min: 1, max: 50 });
    expect(fieldsOf('limit-size')[0]).toMatchObject({ unit: 'megabytes', min: 0.1, max: 64_000 });
    expect(fieldsOf('trim')[1]).toMatchObject({ name: 'endSeconds', emptyAs: 'null', max: 86_400 });
  });

  it('gives back the same recipe that it was opened with [A72]', () => {
    expect(toRecipe(toDraft(everyStep))).toEqual(everyStep);
  });

  it('names the field that is wrong, in the unit that is shown [A72]', () => {
    const draft = addStep(emptyDraft, 'limit-size');
    const wrong = setValue(draft, firstKey(draft), 'maxBytes', 0.01);
    expect(findProblems(wrong).get(firstKey(draft))).toEqual({
      maxBytes: { code: 'between', params: { min: 0.1, max: 64_000 } },
    });
    expect(toRecipe(wrong)).toBeNull();
    const right = setValue(draft, firstKey(draft), 'maxBytes', 8.5);
    expect(toRecipe(right)?.steps).toEqual([{ kind: 'limit-size', maxBytes: 8_500_000 }]);
  });

  it('wants a number where one is needed and takes an empty end as "to the end" [A72]', () => {
    const draft = addStep(emptyDraft, 'trim');
    const key = firstKey(draft);
    expect(toRecipe(draft)?.steps).toEqual([{ kind: 'trim', startSeconds: 0, endSeconds: null }]);
    expect(findProblems(setValue(draft, key, 'startSeconds', null)).get(key)).toHaveProperty(
      'startSeconds.code',
      'number',
    );
    const backwards = setValue(setValue(draft, key, 'startSeconds', 5), key, 'endSeconds', 5);
    expect(findProblems(backwards).get(key)).toHaveProperty('endSeconds.code', 'endBeforeStart');
  });

  it('wants captions from a file or as text, not both and not neither [A72]', () => {
    const draft = addStep(emptyDraft, 'captions');
    const key = firstKey(draft);
    expect(findProblems(draft).get(key)).toHaveProperty('srtPath.code', 'captionsOne');
    const file = setValue(draft, key, 'srtPath', '/a.srt');
    expect(toRecipe(file)?.steps).toEqual([{ kind: 'captions', srtPath: '/a.srt', size: 0.045 }]);
    expect(toRecipe(setValue(file, key, 'srt', '1\n00:00'))).toBeNull();
  });

  it('moves and removes steps without losing what was typed [A72]', () => {
    const three = toDraft(recipeSchema.parse({ steps: [{ kind: 'trim' }, { kind: 'fade' }, { kind: 'speed' }] }));
    const [trim, fade] = three.steps.map((step) => step.key);
    const typed = setValue(three, trim ?? 0, 'startSeconds', 3);
    const moved = moveStep(typed, trim ?? 0, 2);
    expect(moved.steps.map((step) => step.kind)).toEqual(['fade', 'speed', 'trim']);
    expect(moved.steps[2]?.values['startSeconds']).toBe(3);
    expect(removeStep(moved, fade ?? 0).steps.map((step) => step.kind)).toEqual(['speed', 'trim']);
    expect(moveStep(typed, trim ?? 0, -4)).toEqual(typed);
  });
});
