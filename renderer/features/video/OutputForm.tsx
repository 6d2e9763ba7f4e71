import type { Recipe } from '#shared/domain/recipe.ts';
import { recipeSchema } from '#shared/domain/recipe.ts';
import { useFormat, useT } from '../../app/language.ts';
import { SelectField } from '../../kit/Field.tsx';
import { SliderField } from '../../kit/NumberField.tsx';
import styles from './Video.module.css';

type Output = Recipe['output'];
const output = recipeSchema.shape.output.unwrap();
const containers = output.shape.container.unwrap().options;
const encoderPresets = output.shape.encoderPreset.unwrap().options;
const quality = output.shape.quality.unwrap();

/** What file comes out: container, picture quality, how much time the encoder takes. */
export function OutputForm({ output: value, onChange }: { output: Output; onChange: (output: Output) => void }) {
  const t = useT();
  const format = useFormat();
  return (
    <div className={styles['output']}>
      <SelectField
        label={t('video.output.container')}
        value={value.container}
        options={containers.map((container) => ({ value: container, label: container.toUpperCase() }))}
        onChange={(container) => onChange({ ...value, container })}
      />
      <SelectField
        label={t('video.output.encoderPreset')}
        value={value.encoderPreset}
        options={encoderPresets.map((preset) => ({ value: preset, label: t(`video.encoder.${preset}`) }))}
        onChange={(encoderPreset) => onChange({ ...value, encoderPreset })}
      />
      <SliderField
        label={t('video.output.quality')}
        hint={t('video.output.qualityHint')}
        value={value.quality}
        min={quality.minValue ?? 14}
        max={quality.maxValue ?? 40}
        step={1}
        format={(crf) => t('video.output.crf', { value: format.number(crf) })}
        onChange={(crf) => onChange({ ...value, quality: crf })}
      />
    </div>
  );
}
