import { useT } from '../../app/language.ts';
import { useServicesLive } from '../../app/live/store.ts';
import { RouteLink } from '../../app/RouteLink.tsx';
import { ServicePill } from '../../app/state-pills.tsx';
import { Card } from '../../kit/Card.tsx';
import { LoadingState } from '../../kit/States.tsx';
import styles from './Overview.module.css';

const worstFirst = ['failed', 'backing-off', 'stopped', 'stopping', 'starting', 'running'];

/** The parts of the console, worst first. */
export function ServicesCard() {
  const t = useT();
  const services = useServicesLive();
  const sorted = services?.toSorted((a, b) => worstFirst.indexOf(a.state) - worstFirst.indexOf(b.state));
  return (
    <Card
      title={t('health.title')}
      isFlush
      action={
        <RouteLink to="/services" className={styles['more']}>
          {t('analytics.openServices')}
        </RouteLink>
      }
    >
      {sorted ? (
        <ul className={styles['rows']}>
          {sorted.map((service) => (
            <li key={service.name}>
              <span className={styles['grow']}>
                {t(`health.service.${service.name}`, { defaultValue: service.name })}
              </span>
              {service.port === null ? null : <span className="faint">:{service.port}</span>}
              <ServicePill state={service.state} />
            </li>
          ))}
        </ul>
      ) : (
        <LoadingState rows={4} />
      )}
    </Card>
  );
}
