import { useT } from '../../app/language.ts';
import { usePresets } from '../../app/presets.ts';
import { SelectField } from '../../kit/Field.tsx';

/** Which preset; what it does stands below it. */
export function PresetPicker({
  presetId,
  onChange,
  error,
}: {
  presetId: string;
  onChange: (id: string) => void;
  error?: string | null;
}) {
  const t = useT();
  const { presets, nameOf, describe } = usePresets();
  const preset = presets.find(({ id }) => id === presetId);
  const options = presets.map(({ id }) => ({ value: id, label: nameOf(id) }));
  const steps = preset?.recipe.steps.map(({ kind }) => t(`video.step.${kind}.name`)).join(' → ') ?? '';
  const about = preset ? describe(preset) || steps : undefined;
  return (
    <SelectField
      label={t('video.preset')}
      value={presetId}
      options={preset ? options : [...options, { value: presetId, label: presetId }]}
      onChange={onChange}
      hint={about}
      error={error}
    />
  );
}
