import { defaultPolicy, type EndpointPolicy } from '#shared/domain/delivery.ts';
import { useT } from '../../app/language.ts';
import { SelectField } from '../../kit/Field.tsx';
import { NumberField } from '../../kit/NumberField.tsx';
import styles from './notifications.module.css';

type Own = 'service' | 'own';
interface PartProps {
  policy: EndpointPolicy;
  onChange: (policy: EndpointPolicy) => void;
}
const seconds = (ms: number): number => ms / 1000;
const firstOwn = { kind: 'exponential', firstMs: 5000, capMs: 600_000, maxAgeMs: 86_400_000 } as const;

function Schedule({ policy, onChange }: PartProps) {
  const t = useT();
  const { schedule, ...rest } = policy;
  const select = (
    <SelectField<Own>
      label={t('notificationsPage.policy.schedule')}
      value={schedule ? 'own' : 'service'}
      options={(['service', 'own'] as const).map((value) => ({ value, label: t(`notificationsPage.policy.${value}`) }))}
      onChange={(own) => onChange(own === 'own' ? { ...rest, schedule: firstOwn } : rest)}
    />
  );
  if (schedule?.kind !== 'exponential') return select;
  const part = (name: 'firstMs' | 'capMs' | 'maxAgeMs') => (
    <NumberField
      label={t(`notificationsPage.policy.${name}`)}
      value={seconds(schedule[name])}
      unit="s"
      min={1}
      onChange={(value) => value !== null && onChange({ ...policy, schedule: { ...schedule, [name]: value * 1000 } })}
    />
  );
  return (
    <>
      {select}
      <div className={styles['formRow']}>
        {part('firstMs')}
        {part('capMs')}
        {part('maxAgeMs')}
      </div>
    </>
  );
}

function Breaker({ policy, onChange }: PartProps) {
  const t = useT();
  const { breaker, ...rest } = policy;
  const select = (
    <SelectField<Own>
      label={t('notificationsPage.policy.breaker')}
      hint={t('notificationsPage.policy.breakerHint')}
      value={breaker ? 'own' : 'service'}
      options={(['service', 'own'] as const).map((value) => ({ value, label: t(`notificationsPage.policy.${value}`) }))}
      onChange={(own) => onChange(own === 'own' ? { ...rest, breaker: defaultPolicy.breaker } : rest)}
    />
  );
  if (!breaker) return select;
  return (
    <>
      {select}
      <div className={styles['formRow']}>
        <NumberField
          label={t('notificationsPage.policy.failures')}
          value={breaker.failures}
          min={0}
          max={1000}
          step={1}
          onChange={(failures) => failures !== null && onChange({ ...policy, breaker: { ...breaker, failures } })}
        />
        {(['openMs', 'maxOpenMs'] as const).map((name) => (
          <NumberField
            key={name}
            label={t(`notificationsPage.policy.${name}`)}
            value={seconds(breaker[name])}
            unit="s"
            min={1}
            onChange={(value) =>
              value !== null && onChange({ ...policy, breaker: { ...breaker, [name]: value * 1000 } })
            }
          />
        ))}
      </div>
    </>
  );
}

/** How hard and how often a channel is tried. What is left empty comes from its service. */
export function PolicyFields({ policy, onChange }: PartProps) {
  const t = useT();
  const number = (name: 'ratePerSecond' | 'concurrency' | 'timeoutMs', scale: number, unit?: string) => {
    const { [name]: now, ...rest } = policy;
    return (
      <NumberField
        label={t(`notificationsPage.policy.${name}`)}
        value={now === undefined ? null : now / scale}
        {...(unit ? { unit } : {})}
        min={0}
        placeholder={t('notificationsPage.policy.service')}
        onChange={(value) => onChange(value === null ? rest : { ...rest, [name]: value * scale })}
      />
    );
  };
  return (
    <>
      <Schedule policy={policy} onChange={onChange} />
      <div className={styles['formRow']}>
        {number('ratePerSecond', 1, '/s')}
        {number('concurrency', 1)}
        {number('timeoutMs', 1000, 's')}
      </div>
      <Breaker policy={policy} onChange={onChange} />
    </>
  );
}
