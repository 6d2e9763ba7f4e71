import type { HealthCheck } from '#shared/contract/health.ts';
import { useFormat, useT } from '../../app/language.ts';
import { useNow } from '../../app/now.ts';
import { HealthPill } from '../../app/state-pills.tsx';
import { nothing, type Formats } from '../../kit/format.ts';
import styles from './health.module.css';

type Detail = HealthCheck['details'][string];
type Translate = ReturnType<typeof useT>;

function detailText(name: string, value: Detail, { t, format }: { t: Translate; format: Formats }): string {
  if (value === null) return nothing;
  if (typeof value === 'boolean') return t(`health.value.${value}`);
  if (typeof value === 'string') return t(`health.value.${name}.${value}`, { defaultValue: value });
  if (name.endsWith('Bytes')) return format.bytes(value);
  if (name.endsWith('Ms')) return format.duration(value);
  return name === 'port' ? String(value) : format.number(value, 2);
}

/** One check: state, since when, how long it took, and in words why it fails and what to do. */
export function CheckRow({ check }: { check: HealthCheck }) {
  const t = useT();
  const format = useFormat();
  const nowMs = useNow(30_000);
  const details = Object.entries(check.details);
  return (
    <li className={styles['check']}>
      <span className={styles['name']}>
        {t(`health.check.${check.name}`, { defaultValue: check.name })}
        <span className={styles['since']} title={format.dateTime(check.since)}>
          {t('health.since', { time: format.relative(check.since, nowMs) })}
        </span>
      </span>
      <HealthPill state={check.state} />
      <span className={styles['latency']}>{check.latencyMs === null ? nothing : format.duration(check.latencyMs)}</span>
      <div className={styles['facts']}>
        {check.cause ? (
          <div className={styles['cause']}>
            {t(`health.${check.cause}`, { defaultValue: check.cause, ...check.details })}
          </div>
        ) : null}
        {check.cure ? (
          <div className={styles['cure']}>
            {t(`health.${check.cure}`, { defaultValue: check.cure, ...check.details })}
          </div>
        ) : null}
        {details.length > 0 ? (
          <div>
            {details
              .map(
                ([name, value]) =>
                  `${t(`health.detail.${name}`, { defaultValue: name })}: ${detailText(name, value, { t, format })}`,
              )
              .join(' · ')}
          </div>
        ) : null}
      </div>
    </li>
  );
}
