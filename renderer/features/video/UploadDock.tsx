import { IconUpload } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { openAddVideos, useAddVideos } from '../../app/add-videos.ts';
import { useFormat, useT } from '../../app/language.ts';
import { Button } from '../../kit/Button.tsx';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import type { AddRow, AddVideos } from './add-videos.ts';
import styles from './Video.module.css';

/** How far a set of files is, by size. */
export function overallFraction(rows: readonly AddRow[]): number {
  const total = rows.reduce((sum, row) => sum + (row.sizeBytes ?? 0), 0);
  const sent = rows.reduce((sum, { upload, sizeBytes }) => {
    const fraction = upload?.status === 'done' ? 1 : upload && 'fraction' in upload ? upload.fraction : 0;
    return sum + fraction * (sizeBytes ?? 0);
  }, 0);
  return total === 0 ? 0 : sent / total;
}

/** A file that was ordered lives in this page alone until it has arrived. */
const isOnItsWay = ({ state, upload }: AddRow): boolean => state.status === 'waiting' && upload?.status !== 'done';

/** The browser asks before it closes or reloads the page. */
function useLeaveWarning(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isNeeded]);
}

/** Files that still upload after the dialog was closed. */
export function UploadDock({ adding }: { adding: AddVideos }) {
  const t = useT();
  const format = useFormat();
  const isOpen = useAddVideos((state) => state.isOpen);
  const rows = useStore(adding.store, (state) => state.rows);
  useLeaveWarning(rows.some(isOnItsWay));
  const waiting = rows.filter(({ state }) => state.status === 'waiting' || state.status === 'failed');
  if (isOpen || waiting.length === 0) return null;
  const fraction = overallFraction(waiting);
  const hasFailed = waiting.some((row) => row.upload?.status === 'failed' || row.state.status === 'failed');
  const label = t(hasFailed ? 'video.uploadsFailed' : 'video.uploads', { count: waiting.length });
  return (
    <aside className={styles['dock']} aria-label={t('video.uploadDock')}>
      <IconUpload size={18} aria-hidden="true" />
      <div className={styles['dockText']}>
        <span>{label}</span>
        <ProgressBar fraction={fraction} label={label} valueText={format.percent(fraction, 0)} />
      </div>
      <Button size="small" onClick={() => openAddVideos()}>
        {t('video.showUploads')}
      </Button>
    </aside>
  );
}
