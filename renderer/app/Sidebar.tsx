import { Brand } from './Brand.tsx';
import { useFormat, useT } from './language.ts';
import styles from './Layout.module.css';
import { useCounts } from './live/store.ts';
import { RouteLink } from './RouteLink.tsx';
import { pages, type PageEntry } from './routes.tsx';
import { useUnread } from './unread.ts';

const groups = ['operation', 'integration', 'system'] as const;
const isHere = (page: PageEntry, path: string): boolean =>
  page.path === '/'
    ? path === '/'
    : path === page.path || path.startsWith(`${page.path}/`) || (page.path === '/queue' && path.startsWith('/jobs/'));

function QueueCount() {
  const format = useFormat();
  const counts = useCounts();
  const open = counts ? counts.queued + counts.scheduled + counts.retrying + counts.held + counts.running : 0;
  return open > 0 ? <span className={styles['count']}>{format.number(open)}</span> : null;
}

function UnreadCount() {
  const format = useFormat();
  const unread = useUnread()?.unread ?? 0;
  return unread > 0 ? <span className={styles['count']}>{format.number(unread)}</span> : null;
}

/** The menu: on the side when there is room, along the bottom when there is not. */
export function Sidebar({ path }: { path: string }) {
  const t = useT();
  return (
    <div className={styles['side']}>
      <nav aria-label={t('common.nav.label')} className={styles['nav']}>
        <RouteLink to="/" className={styles['brand']} aria-label="Atalaya">
          <Brand />
          <span className={styles['brandName']}>Atalaya</span>
        </RouteLink>
        {groups.map((group) => (
          <div key={group} className={styles['navGroup']}>
            <div className={styles['group']} id={`nav-${group}`}>
              {t(`common.nav.${group}`)}
            </div>
            <ul aria-labelledby={`nav-${group}`}>
              {pages
                .filter((page) => page.group === group)
                .map((page) => (
                  <li key={page.path}>
                    <RouteLink
                      to={page.path}
                      className={styles['link']}
                      aria-current={isHere(page, path) ? 'page' : undefined}
                    >
                      {page.icon ? <page.icon size={16} stroke={1.75} aria-hidden="true" /> : null}
                      <span className={styles['linkLabel']}>{t(page.titleKey)}</span>
                      {page.path === '/queue' ? <QueueCount /> : null}
                      {page.path === '/notifications' ? <UnreadCount /> : null}
                    </RouteLink>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </nav>
    </div>
  );
}
