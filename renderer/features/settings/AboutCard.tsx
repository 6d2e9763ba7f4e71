import { Brand } from '../../app/Brand.tsx';
import { useFormat, useT } from '../../app/language.ts';
import { useSystemInfo } from '../../app/system-info.ts';
import { Loaded } from '../../app/Loaded.tsx';
import { Card } from '../../kit/Card.tsx';
import styles from './settings.module.css';

/** Name, version and where things are (A75). */
export function AboutCard() {
  const t = useT();
  const format = useFormat();
  const query = useSystemInfo();
  return (
    <Card title={t('settings.about.title')}>
      <Loaded query={query} rows={4}>
        {(info) => (
          <div className={styles['about']}>
            <div className={styles['aboutName']}>
              <Brand size={40} />
              <div>
                <strong>{info.name}</strong>
                <div className="muted">{t('settings.about.version', { version: info.version })}</div>
              </div>
            </div>
            <dl className={styles['facts']}>
              {[
                [t('settings.about.host'), `${t(`settings.about.${info.host}`)} · ${info.platform}`],
                [t('settings.about.started'), format.dateTime(info.startedAt)],
                [t('settings.about.data'), info.dataFolder],
                [t('settings.about.output'), info.outputFolder],
                [t('settings.about.licence'), 'MIT'],
              ].map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </div>
        )}
      </Loaded>
    </Card>
  );
}
