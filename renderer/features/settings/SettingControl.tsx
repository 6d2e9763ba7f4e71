import type { SettingView } from '#shared/contract/settings.ts';
import { useT } from '../../app/language.ts';
import { usePresets } from '../../app/presets.ts';
import { SelectField, SwitchField } from '../../kit/Field.tsx';
import { fieldKindOf, type SettingTexts } from './fields.ts';
import { ListControl, NumberControl, PathControl, TextControl } from './DraftControls.tsx';
import { SecretControl } from './SecretControl.tsx';
import type { SettingInput } from './use-settings.ts';

export interface SettingControlProps {
  setting: SettingView;
  texts: SettingTexts;
  isLocked: boolean;
  isBusy: boolean;
  error: string | null;
  onSave: (value: SettingInput) => Promise<boolean>;
}

function PresetControl({ setting, texts, isLocked, error, onSave }: SettingControlProps) {
  const { presets, nameOf } = usePresets();
  const value = String(setting.value ?? '');
  const ids = presets.some((preset) => preset.id === value) ? [] : [value];
  const options = [...ids, ...presets.map(({ id }) => id)].map((id) => ({ value: id, label: nameOf(id) }));
  return (
    <SelectField
      {...texts}
      error={error}
      isDisabled={isLocked}
      value={value}
      options={options}
      onChange={(id) => void onSave(id)}
    />
  );
}

/** The control that fits a setting. Switches and choices are saved at once, typed values when the field is left. */
export function SettingControl(props: SettingControlProps) {
  const t = useT();
  const { setting, texts, isLocked, error, onSave } = props;
  const field = fieldKindOf(setting);
  switch (field.kind) {
    case 'switch':
      return (
        <SwitchField
          {...texts}
          error={error}
          isDisabled={isLocked}
          isOn={setting.value === true}
          onChange={(isOn) => void onSave(isOn)}
        />
      );
    case 'choice':
      return (
        <SelectField
          {...texts}
          error={error}
          isDisabled={isLocked}
          value={String(setting.value)}
          options={field.options.map((value) => ({
            value,
            label: t(`settings.option.${setting.key}.${value}`, { defaultValue: value }),
          }))}
          onChange={(value) => void onSave(value)}
        />
      );
    case 'preset':
      return <PresetControl {...props} />;
    case 'number':
      return <NumberControl {...props} unit={field.unit} scale={field.scale} />;
    case 'path':
      return <PathControl {...props} isFile={field.isFile} />;
    case 'list':
      return <ListControl {...props} />;
    case 'secret':
      return <SecretControl {...props} />;
    case 'text':
      return <TextControl {...props} />;
  }
}
