import { eventTypes, type EventType } from '#shared/domain/events.ts';
import type { Hours, RuleSpec } from '#shared/domain/rule.ts';
import { useT } from '../../app/language.ts';
import { CheckboxField, SelectField, SwitchField, TextField } from '../../kit/Field.tsx';
import { NumberField } from '../../kit/NumberField.tsx';
import styles from './rules.module.css';

const week = [1, 2, 3, 4, 5, 6, 0] as const;
const startHours: Hours = { from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] };
const startQuiet = { from: '22:00', to: '07:00', days: [0, 1, 2, 3, 4, 5, 6], mode: 'hold' as const };

function HoursFields<T extends Hours>({
  hours,
  errorAt,
  onChange,
}: {
  hours: T;
  errorAt: (path: string) => string | null;
  onChange: (hours: T) => void;
}) {
  const t = useT();
  return (
    <>
      <div className={styles['line']}>
        <TextField
          label={t('rules.from')}
          value={hours.from}
          isMono
          error={errorAt('from')}
          onChange={(from) => onChange({ ...hours, from })}
        />
        <TextField
          label={t('rules.to')}
          value={hours.to}
          isMono
          error={errorAt('to')}
          onChange={(to) => onChange({ ...hours, to })}
        />
      </div>
      <div role="group" aria-label={t('rules.days')} className={styles['checks']}>
        {week.map((day) => (
          <CheckboxField
            key={day}
            label={t(`rules.day.${day}`)}
            isOn={hours.days.includes(day)}
            onChange={(isOn) => {
              const days = [...hours.days.filter((one) => one !== day), ...(isOn ? [day] : [])].toSorted(
                (a, b) => a - b,
              );
              if (days.length > 0) onChange({ ...hours, days });
            }}
          />
        ))}
      </div>
    </>
  );
}

interface LimitFieldsProps {
  spec: RuleSpec;
  errorAt: (path: string) => string | null;
  onChange: (changes: Partial<RuleSpec>) => void;
}

function Repeats({ spec, onChange }: LimitFieldsProps) {
  const t = useT();
  const { atMost, inARow, groupSeconds } = spec;
  return (
    <>
      <SwitchField
        label={t('rules.limitOn')}
        isOn={atMost !== null}
        onChange={(isOn) => onChange({ atMost: isOn ? { count: 1, perSeconds: 900 } : null })}
      />
      {atMost ? (
        <div className={styles['line']}>
          <NumberField
            label={t('rules.limitCount')}
            value={atMost.count}
            min={1}
            step={1}
            onChange={(count) => onChange({ atMost: { ...atMost, count: count ?? 1 } })}
          />
          <NumberField
            label={t('rules.limitMinutes')}
            value={atMost.perSeconds / 60}
            min={1}
            onChange={(minutes) =>
              onChange({ atMost: { ...atMost, perSeconds: Math.max(1, Math.round((minutes ?? 1) * 60)) } })
            }
          />
        </div>
      ) : null}
      <div className={styles['line']}>
        <NumberField
          label={t('rules.group')}
          hint={t('rules.groupHint')}
          value={groupSeconds}
          unit="s"
          min={0}
          step={1}
          onChange={(value) => onChange({ groupSeconds: Math.round(value ?? 0) })}
        />
        <NumberField
          label={t('rules.row')}
          hint={t('rules.rowHint')}
          value={inARow}
          min={1}
          step={1}
          onChange={(value) => onChange({ inARow: Math.round(value ?? 1) })}
        />
      </div>
      {inARow > 1 ? (
        <SelectField<EventType | ''>
          label={t('rules.resetsOn')}
          value={spec.resetsOn ?? ''}
          options={[{ value: '', label: t('rules.nothing') }, ...eventTypes.map((value) => ({ value, label: value }))]}
          onChange={(event) => onChange({ resetsOn: event === '' ? null : event })}
        />
      ) : null}
    </>
  );
}

/** When and how often the rule may speak. */
export function LimitFields(props: LimitFieldsProps) {
  const t = useT();
  const { spec, errorAt, onChange } = props;
  const { hours, quiet } = spec;
  return (
    <fieldset className={styles['part']}>
      <legend>{t('rules.limits')}</legend>
      <Repeats {...props} />
      <SwitchField
        label={t('rules.hoursOn')}
        isOn={hours !== null}
        onChange={(isOn) => onChange({ hours: isOn ? startHours : null })}
      />
      {hours ? (
        <HoursFields
          hours={hours}
          errorAt={(path) => errorAt(`hours.${path}`)}
          onChange={(next) => onChange({ hours: next })}
        />
      ) : null}
      <SwitchField
        label={t('rules.quietOn')}
        isOn={quiet !== null}
        onChange={(isOn) => onChange({ quiet: isOn ? startQuiet : null })}
      />
      {quiet ? (
        <>
          <HoursFields
            hours={quiet}
            errorAt={(path) => errorAt(`quiet.${path}`)}
            onChange={(next) => onChange({ quiet: next })}
          />
          <SelectField
            label={t('rules.quietMode')}
            value={quiet.mode}
            options={(['hold', 'drop'] as const).map((value) => ({ value, label: t(`rules.mode.${value}`) }))}
            onChange={(mode) => onChange({ quiet: { ...quiet, mode } })}
          />
        </>
      ) : null}
    </fieldset>
  );
}
