import { useMemo, useState } from 'react';
import type { Job } from '#shared/domain/job.ts';
import { priorityRange } from '#shared/domain/job.ts';
import { recipeSchema } from '#shared/domain/recipe.ts';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { useGoTo } from '../../app/navigate.ts';
import { usePresets } from '../../app/presets.ts';
import { closeRunAgain } from '../../app/run-again.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { SelectField } from '../../kit/Field.tsx';
import { NumberField } from '../../kit/NumberField.tsx';
import { ErrorState } from '../../kit/States.tsx';
import { toast } from '../../kit/toasts.ts';
import { findProblems, isSameRecipe, toDraft, toRecipe } from './recipe-draft.ts';
import { RecipeEditor } from './RecipeEditor.tsx';
import styles from './Video.module.css';

const own = '';

/** A new job from an old one: its recipe to change, or another preset. */
export function RunAgainDialog({ job }: { job: Job }) {
  const t = useT();
  const client = useClient();
  const goTo = useGoTo();
  const words = useErrorWords();
  const { presets, nameOf } = usePresets();
  const first = job.recipe ?? presets.find(({ id }) => id === job.preset)?.recipe ?? recipeSchema.parse({ steps: [] });
  const [draft, setDraft] = useState(() => toDraft(first));
  const [presetId, setPresetId] = useState(job.preset ?? own);
  const [priority, setPriority] = useState<number | null>(job.priority);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);
  const problems = useMemo(() => findProblems(draft), [draft]);
  const recipe = toRecipe(draft);
  const preset = presets.find(({ id }) => id === presetId);
  const choose = (id: string) => {
    setPresetId(id);
    const chosen = presets.find((item) => item.id === id);
    if (chosen) setDraft(toDraft(chosen.recipe));
  };
  const run = async () => {
    if (!recipe) return;
    setIsBusy(true);
    setError(null);
    try {
      const isPreset = preset !== undefined && isSameRecipe(recipe, preset.recipe);
      const added = await client.jobs.rerun({
        id: job.id,
        ...(isPreset ? { preset: presetId } : { recipe }),
        ...(priority === null ? {} : { priority }),
      });
      closeRunAgain();
      toast(t('video.added', { count: 1, shown: '1' }), { tone: 'done' });
      goTo(`/jobs/${added.id}`);
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      isOpen
      onClose={closeRunAgain}
      title={t('video.runAgain', { title: job.title })}
      size={720}
      footer={
        <>
          <Button onClick={closeRunAgain}>{t('common.kit.cancel')}</Button>
          <Button variant="primary" isBusy={isBusy} disabled={recipe === null} onClick={() => void run()}>
            {t('video.runAgainNow')}
          </Button>
        </>
      }
    >
      <div className={styles['add']}>
        {error === null ? null : <ErrorState title={t('video.runAgainFailed')} message={words(error).message} />}
        <SelectField
          label={t('video.preset')}
          value={presetId}
          options={[
            ...(preset ? [] : [{ value: presetId, label: t('video.ownRecipe') }]),
            ...presets.map(({ id }) => ({ value: id, label: nameOf(id) })),
          ]}
          onChange={choose}
        />
        <RecipeEditor draft={draft} problems={problems} onChange={setDraft} />
        <NumberField
          label={t('video.priority')}
          hint={t('video.priorityHint')}
          value={priority}
          onChange={setPriority}
          min={priorityRange.lowest}
          max={priorityRange.highest}
          step={1}
        />
      </div>
    </Dialog>
  );
}
