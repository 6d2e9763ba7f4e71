import {
  IconAlertCircle,
  IconFile,
  IconLink,
  IconRefresh,
  IconTrash,
  IconUpload,
  IconWorld,
} from '@tabler/icons-react';
import { memo } from 'react';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { Button, IconButton } from '../../kit/Button.tsx';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import type { AddRow, AddVideos } from './add-videos.ts';
import styles from './Video.module.css';

const kinds = { file: IconFile, url: IconLink, page: IconWorld, upload: IconUpload } as const;

function RowNote({ row, onRetry }: { row: AddRow; onRetry: () => void }) {
  const t = useT();
  const format = useFormat();
  const words = useErrorWords();
  const { upload, state } = row;
  const failure = state.status === 'failed' ? state.error : upload?.status === 'failed' ? upload.error : null;
  if (failure !== null)
    return (
      <span className={styles['rowError']} role="alert">
        <IconAlertCircle size={14} aria-hidden="true" />
        <span>{words(failure).message}</span>
        {upload?.status === 'failed' ? (
          <Button size="small" icon={<IconRefresh size={14} aria-hidden="true" />} onClick={onRetry}>
            {t('video.uploadAgain')}
          </Button>
        ) : null}
      </span>
    );
  if (state.status === 'added') return <span className="muted">{t('video.isAdded', { id: state.jobId })}</span>;
  if (upload?.status === 'sending') {
    const percent = format.percent(upload.fraction, 0);
    return (
      <span className={styles['rowProgress']}>
        <ProgressBar fraction={upload.fraction} label={row.name} valueText={percent} />
        <span className="muted">{upload.isRetrying ? t('video.uploadRetries') : percent}</span>
      </span>
    );
  }
  if (upload?.status === 'waiting') return <span className="muted">{t('video.uploadWaits')}</span>;
  return (
    <span className="muted truncate" title={row.source?.value}>
      {row.sizeBytes === null ? row.source?.value : format.bytes(row.sizeBytes)}
    </span>
  );
}

/** Drawn anew only when its own source changes: there may be thousands. */
const SourceRow = memo(function SourceRow({ row, adding }: { row: AddRow; adding: AddVideos }) {
  const t = useT();
  const Kind = kinds[row.source?.kind ?? 'upload'];
  return (
    <li data-failed={row.state.status === 'failed' || row.upload?.status === 'failed' || undefined}>
      <Kind size={16} aria-hidden="true" />
      <span className={styles['sourceName']} title={row.source?.value ?? row.name}>
        {row.name}
      </span>
      <RowNote row={row} onRetry={() => adding.retryUpload(row.key)} />
      <IconButton
        size="small"
        label={t('video.removeSource', { name: row.name })}
        icon={<IconTrash size={16} aria-hidden="true" />}
        onClick={() => adding.remove(row.key)}
      />
    </li>
  );
});

/** The sources one below the other, each with its own progress or its own error. */
export function SourceList({ rows, adding }: { rows: readonly AddRow[]; adding: AddVideos }) {
  const t = useT();
  if (rows.length === 0) return null;
  return (
    <ul className={styles['sources']} aria-label={t('video.sources')}>
      {rows.map((row) => (
        <SourceRow key={row.key} row={row} adding={adding} />
      ))}
    </ul>
  );
}
