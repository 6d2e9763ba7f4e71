import type { ChannelView } from '#shared/contract/notifications.ts';
import type { ChannelField, SinkKind } from '#shared/domain/channel.ts';
import { useT } from '../../app/language.ts';
import { CheckboxField, SelectField, SwitchField, TextAreaField, TextField } from '../../kit/Field.tsx';

export interface ChannelFieldControlProps {
  sink: SinkKind;
  field: ChannelField;
  view: ChannelView['fields'][number] | undefined;
  value: string | boolean;
  isEmptied: boolean;
  error: string | null;
  onChange: (value: string | boolean) => void;
  onEmpty: (isEmptied: boolean) => void;
}

/** The control of one field. A secret is written, never read; what a variable holds is shown locked with its name. */
export function ChannelFieldControl(props: ChannelFieldControlProps) {
  const t = useT();
  const { sink, field, view, value, error, onChange } = props;
  const key = `notifications.sinks.${sink}.${field.name}`;
  const label = t(key, { defaultValue: t(`notificationsPage.field.${field.name}`) });
  const own = t(`${key}Hint`, { defaultValue: '' });
  const locked = view?.lockedBy ? t('notificationsPage.lockedBy', { variable: view.lockedBy }) : '';
  const kept =
    field.kind !== 'secret' || view?.lockedBy
      ? ''
      : view?.isSet
        ? t('notificationsPage.secretSet', { last4: view.last4 ?? '····' })
        : t('notificationsPage.secretUnset');
  const list = field.kind === 'list' && own === '' ? t('notificationsPage.oneALine') : '';
  const hint = [own, kept, list, locked].filter(Boolean).join(' ');
  const frame = {
    label: field.isRequired ? label : `${label} (${t('notificationsPage.optional')})`,
    hint: hint === '' ? undefined : hint,
    error,
    isDisabled: Boolean(view?.lockedBy),
  };
  if (field.kind === 'switch')
    return <SwitchField {...frame} label={label} isOn={value === true} onChange={onChange} />;
  if (field.kind === 'choice')
    return (
      <SelectField
        {...frame}
        label={label}
        value={String(value)}
        options={(field.options ?? []).map((option) => ({ value: option, label: option }))}
        onChange={onChange}
      />
    );
  if (field.kind === 'list')
    return <TextAreaField {...frame} value={String(value)} onChange={onChange} rows={2} isMono />;
  if (field.kind !== 'secret')
    return <TextField {...frame} value={String(value)} onChange={onChange} isMono={field.kind === 'number'} />;
  return (
    <>
      <TextField {...frame} type="password" autoComplete="new-password" value={String(value)} onChange={onChange} />
      {view?.isSet && !view.lockedBy && !field.isRequired ? (
        <CheckboxField
          label={t('notificationsPage.forgetSecret', { name: label })}
          isOn={props.isEmptied}
          onChange={props.onEmpty}
        />
      ) : null}
    </>
  );
}
