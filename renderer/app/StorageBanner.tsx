import { IconDatabaseExclamation } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useClient } from './client.ts';
import { useT } from './language.ts';
import styles from './Overlays.module.css';

/** Damage may be found long after the start. */
const askEveryMs = 60_000;

/** Whether a notice of the console is about its database: on every page then, not on the overview alone. */
export const isAboutStorage = (notice: { code: string }): boolean => notice.code.startsWith('database-');

/** Says that the database can only be read, or is damaged, and what to do. */
export function StorageBanner() {
  const t = useT();
  const client = useClient();
  const { data } = useQuery({
    queryKey: ['system', 'info'],
    queryFn: ({ signal }) => client.system.info(undefined, { signal }),
    refetchInterval: askEveryMs,
  });
  return (data?.notices ?? []).filter(isAboutStorage).map((notice) => (
    <div key={notice.code} role="status" className={styles['banner']}>
      <IconDatabaseExclamation size={16} aria-hidden="true" />
      <span className={styles['bannerText']}>
        {t(`system.notice.${notice.code}`, { defaultValue: notice.code, ...notice.params })}
      </span>
    </div>
  ));
}
