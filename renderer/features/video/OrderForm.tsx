import { IconAdjustments, IconListDetails } from '@tabler/icons-react';
import { useMemo } from 'react';
import { priorityRange } from '#shared/domain/job.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { usePresets } from '../../app/presets.ts';
import { openPresets } from '../../app/run-again.ts';
import { Button } from '../../kit/Button.tsx';
import { Field, SelectField } from '../../kit/Field.tsx';
import fieldStyles from '../../kit/Field.module.css';
import { NumberField } from '../../kit/NumberField.tsx';
import { PresetPicker } from './PresetPicker.tsx';
import { findProblems, toDraft } from './recipe-draft.ts';
import { RecipeEditor } from './RecipeEditor.tsx';
import type { OrderState, StartMode } from './use-order.ts';
import styles from './Video.module.css';

const noProblems: ReturnType<typeof findProblems> = new Map();

/** Preset, changes to it, priority and start; asked once for all sources. */
export function OrderForm({ order, withStart = true }: { order: OrderState; withStart?: boolean }) {
  const t = useT();
  const words = useErrorWords();
  const { presets, error } = usePresets();
  const preset = presets.find(({ id }) => id === order.presetId);
  const problems = useMemo(() => (order.draft ? findProblems(order.draft) : noProblems), [order.draft]);
  return (
    <>
      <PresetPicker
        presetId={order.presetId}
        onChange={order.setPresetId}
        error={error ? words(error).message : null}
      />
      <div className={styles['buttons']}>
        <Button
          size="small"
          aria-expanded={order.draft !== null}
          icon={<IconAdjustments size={14} aria-hidden="true" />}
          disabled={!preset && order.draft === null}
          onClick={() => order.setDraft(order.draft || !preset ? null : toDraft(preset.recipe))}
        >
          {t(order.draft ? 'video.usePreset' : 'video.changeRecipe')}
        </Button>
        <Button size="small" icon={<IconListDetails size={14} aria-hidden="true" />} onClick={openPresets}>
          {t('video.presets.title')}
        </Button>
      </div>
      {order.draft ? <RecipeEditor draft={order.draft} problems={problems} onChange={order.setDraft} /> : null}
      <div className={styles['pair']}>
        <NumberField
          label={t('video.priority')}
          hint={t('video.priorityHint')}
          value={order.priority}
          onChange={order.setPriority}
          min={priorityRange.lowest}
          max={priorityRange.highest}
          step={1}
          error={
            order.isPriorityValid
              ? null
              : t('video.problems.between', { min: priorityRange.lowest, max: priorityRange.highest })
          }
        />
        {withStart ? <StartFields order={order} /> : null}
      </div>
    </>
  );
}

function StartFields({ order }: { order: OrderState }) {
  const t = useT();
  const modes: readonly StartMode[] = ['now', 'later', 'held'];
  return (
    <div className={styles['stack']}>
      <SelectField
        label={t('video.start')}
        value={order.start}
        options={modes.map((value) => ({ value, label: t(`video.startOf.${value}`) }))}
        onChange={order.setStart}
      />
      {order.start === 'later' ? (
        <Field label={t('video.startAt')} error={order.isStartValid ? null : t('video.problems.required')}>
          {(control) => (
            <input
              {...control}
              className={fieldStyles['control']}
              type="datetime-local"
              value={order.startAt}
              onChange={(event) => order.setStartAt(event.currentTarget.value)}
            />
          )}
        </Field>
      ) : null}
    </div>
  );
}
