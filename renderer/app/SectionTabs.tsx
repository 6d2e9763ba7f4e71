import { cx } from '../kit/cx.ts';
import { useT } from './language.ts';
import { RouteLink } from './RouteLink.tsx';
import { sectionPages } from './sections.ts';
import styles from './SectionTabs.module.css';

/** The pages of one section side by side, as links: each has its own address. */
export function SectionTabs({ here }: { here: string }) {
  const t = useT();
  return (
    <nav className={styles['tabs']} aria-label={t('notificationsPage.sections')}>
      {sectionPages.map(({ path, key }) => (
        <RouteLink key={path} to={path} className={cx(styles['tab'])} aria-current={path === here ? 'page' : undefined}>
          {t(key)}
        </RouteLink>
      ))}
    </nav>
  );
}
