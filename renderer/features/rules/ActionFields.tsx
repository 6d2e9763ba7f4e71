import { IconPlus, IconX } from '@tabler/icons-react';
import { eventTypes, type EventType } from '#shared/domain/events.ts';
import { notificationKinds, severities } from '#shared/domain/notification.ts';
import type { RuleAction } from '#shared/domain/rule.ts';
import { useT } from '../../app/language.ts';
import { usePresets } from '../../app/presets.ts';
import { Button, IconButton } from '../../kit/Button.tsx';
import { SelectField, TextField } from '../../kit/Field.tsx';
import { NumberField } from '../../kit/NumberField.tsx';
import { ChannelChecks } from './ChannelChecks.tsx';
import { actionKinds, newAction, removeAt, replaceAt } from './draft.ts';
import styles from './rules.module.css';
import type { Channels } from './sentence.ts';

type Of<K extends RuleAction['do']> = Extract<RuleAction, { do: K }>;
interface PartProps<K extends RuleAction['do']> {
  action: Of<K>;
  channels: Channels;
  errorAt: (path: string) => string | null;
  onChange: (action: RuleAction) => void;
}

function NotifyFields({ action, channels, errorAt, onChange }: PartProps<'notify'>) {
  const t = useT();
  return (
    <>
      <SelectField
        label={t('notificationsPage.kindLabel')}
        value={action.notification}
        options={notificationKinds.map((value) => ({ value, label: t(`notificationsPage.kind.${value}`) }))}
        onChange={(notification) => onChange({ ...action, notification })}
      />
      <ChannelChecks<number | string>
        label={t('rules.channels')}
        channels={channels}
        chosen={action.channels}
        error={errorAt('channels')}
        refOf={({ id }) => id}
        onChange={(chosen) => onChange({ ...action, channels: chosen })}
      />
      <SelectField
        label={t('rules.fallback')}
        hint={t('rules.fallbackHint')}
        value={String(action.fallback ?? '')}
        options={[
          { value: '', label: t('rules.nobody') },
          ...channels.map(({ id, name }) => ({ value: String(id), label: name })),
          ...(typeof action.fallback === 'string' ? [{ value: action.fallback, label: action.fallback }] : []),
        ]}
        onChange={(value) =>
          onChange({
            ...action,
            fallback: value === '' ? null : Number.isFinite(Number(value)) ? Number(value) : value,
          })
        }
      />
    </>
  );
}

function Escalation({ action, channels, onChange }: PartProps<'raise-alert'>) {
  const t = useT();
  const { escalation } = action;
  return (
    <>
      {escalation.map((step, index) => (
        <div key={index} className={styles['line']}>
          <NumberField
            label={t('rules.escalateAfter', { number: index + 1 })}
            value={step.afterMinutes}
            unit="min"
            min={1}
            step={1}
            onChange={(value) =>
              onChange({
                ...action,
                escalation: replaceAt(escalation, index, {
                  ...step,
                  afterMinutes: Math.max(1, Math.round(value ?? 1)),
                }),
              })
            }
          />
          <ChannelChecks<number>
            label={t('rules.channels')}
            channels={channels}
            chosen={step.channels}
            refOf={({ id }) => id}
            onChange={(chosen) =>
              onChange({ ...action, escalation: replaceAt(escalation, index, { ...step, channels: chosen }) })
            }
          />
          <IconButton
            label={t('rules.removeStep', { number: index + 1 })}
            icon={<IconX size={16} aria-hidden="true" />}
            onClick={() => onChange({ ...action, escalation: removeAt(escalation, index) })}
          />
        </div>
      ))}
      <div className={styles['line']}>
        <Button
          size="small"
          icon={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => onChange({ ...action, escalation: [...escalation, { afterMinutes: 15, channels: [] }] })}
        >
          {t('rules.addStep')}
        </Button>
      </div>
    </>
  );
}

function AlertFields(props: PartProps<'raise-alert'>) {
  const t = useT();
  const { action, channels, errorAt, onChange } = props;
  return (
    <>
      <div className={styles['line']}>
        <SelectField
          label={t('rules.severity')}
          value={action.severity}
          options={severities.map((value) => ({ value, label: t(`notificationsPage.severity.${value}`) }))}
          onChange={(severity) => onChange({ ...action, severity })}
        />
        <TextField
          label={t('rules.key')}
          hint={t('rules.keyHint')}
          value={action.key}
          isMono
          error={errorAt('key')}
          onChange={(key) => onChange({ ...action, key })}
        />
      </div>
      <ChannelChecks<number | string>
        label={t('rules.channels')}
        channels={channels}
        chosen={action.channels}
        refOf={({ id }) => id}
        onChange={(chosen) => onChange({ ...action, channels: chosen })}
      />
      <div className={styles['line']}>
        <SelectField<EventType | ''>
          label={t('rules.recoversOn')}
          value={action.recoversOn ?? ''}
          options={[{ value: '', label: t('rules.nothing') }, ...eventTypes.map((value) => ({ value, label: value }))]}
          onChange={(event) => onChange({ ...action, recoversOn: event === '' ? null : event })}
        />
        <NumberField
          label={t('rules.remind')}
          value={action.remindMinutes}
          unit="min"
          min={0}
          step={1}
          onChange={(value) => onChange({ ...action, remindMinutes: Math.max(0, Math.round(value ?? 0)) })}
        />
      </div>
      <Escalation {...props} />
    </>
  );
}

function JobFields({ action, errorAt, onChange }: PartProps<'add-job'>) {
  const t = useT();
  const { presets, nameOf } = usePresets();
  return (
    <div className={styles['line']}>
      <TextField
        label={t('rules.source')}
        hint={t('rules.sourceHint')}
        value={action.source}
        error={errorAt('source')}
        onChange={(source) => onChange({ ...action, source })}
      />
      <SelectField
        label={t('rules.preset')}
        value={action.preset ?? ''}
        options={[
          { value: '', label: t('rules.presetDefault') },
          ...presets.map(({ id }) => ({ value: id, label: nameOf(id) })),
        ]}
        onChange={(preset) => onChange({ ...action, preset: preset === '' ? null : preset })}
      />
    </div>
  );
}

function Details({ action, ...rest }: Omit<PartProps<'notify'>, 'action'> & { action: RuleAction }) {
  const t = useT();
  switch (action.do) {
    case 'notify':
      return <NotifyFields action={action} {...rest} />;
    case 'raise-alert':
      return <AlertFields action={action} {...rest} />;
    case 'add-job':
      return <JobFields action={action} {...rest} />;
    case 'call-webhook':
      return (
        <TextField
          label={t('rules.url')}
          type="url"
          value={action.url}
          error={rest.errorAt('url')}
          onChange={(url) => rest.onChange({ ...action, url })}
        />
      );
  }
}

/** What the rule does, one part for each action. */
export function ActionFields({
  actions,
  channels,
  errorAt,
  onChange,
}: {
  actions: readonly RuleAction[];
  channels: Channels;
  errorAt: (path: string) => string | null;
  onChange: (actions: RuleAction[]) => void;
}) {
  const t = useT();
  return (
    <>
      {actions.map((action, index) => (
        <fieldset key={index} className={styles['part']}>
          <legend>{t('rules.action', { number: index + 1 })}</legend>
          <div className={styles['line']}>
            <SelectField
              label={t('rules.what')}
              value={action.do}
              options={actionKinds.map((value) => ({ value, label: t(`rules.kind.${value}`) }))}
              onChange={(kind) => onChange(replaceAt(actions, index, newAction(kind)))}
            />
            {actions.length > 1 ? (
              <IconButton
                label={t('rules.removeAction', { number: index + 1 })}
                icon={<IconX size={16} aria-hidden="true" />}
                onClick={() => onChange(removeAt(actions, index))}
              />
            ) : null}
          </div>
          <Details
            action={action}
            channels={channels}
            errorAt={(path) => errorAt(`actions.${index}.${path}`)}
            onChange={(next) => onChange(replaceAt(actions, index, next))}
          />
        </fieldset>
      ))}
      <div className={styles['line']}>
        <Button
          size="small"
          icon={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => onChange([...actions, newAction('notify')])}
        >
          {t('rules.addAction')}
        </Button>
      </div>
    </>
  );
}
