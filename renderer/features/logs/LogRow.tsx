import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconBug,
  IconCopy,
  IconInfoCircle,
  IconUrgent,
} from '@tabler/icons-react';
import type { LogLine } from '#shared/contract/logs.ts';
import { useFormat, useT } from '../../app/language.ts';
import { fieldsText, type LogFilter } from './lines.ts';
import styles from './logs.module.css';

const icons = {
  DEBUG: IconBug,
  INFO: IconInfoCircle,
  WARNING: IconAlertTriangle,
  ERROR: IconAlertOctagon,
  CRITICAL: IconUrgent,
} as const;

export interface LogRowProps {
  line: LogLine;
  onFilter: (filter: LogFilter) => void;
  onCopy: (line: LogLine) => void;
}

/** One line: time, level, module, message with its fields, and the trace that joins it to others. */
export function LogRow({ line, onFilter, onCopy }: LogRowProps) {
  const t = useT();
  const format = useFormat();
  const Icon = icons[line.level];
  const fields = fieldsText(line.fields);
  return (
    <div role="listitem" className={styles['line']} data-level={line.level}>
      <time className={styles['at']} dateTime={line.at} title={format.dateTime(line.at)}>
        {format.logTime(line.at)}
      </time>
      <span className={styles['level']}>
        <Icon size={13} aria-hidden="true" />
        {line.level}
      </span>
      <button
        type="button"
        className={styles['link']}
        title={`${line.file} · ${t('logs.onlyModule', { module: line.module })}`}
        onClick={() => onFilter({ module: line.module })}
      >
        {line.module}
      </button>
      <span className={styles['message']} title={fields === '' ? line.message : `${line.message}\n${fields}`}>
        {line.message} {fields === '' ? null : <span className={styles['fields']}>{fields}</span>}
      </span>
      <span className={styles['tools']}>
        {line.trace ? (
          <button
            type="button"
            className={styles['link']}
            aria-label={t('logs.onlyTrace', { trace: line.trace.slice(0, 8) })}
            title={t('logs.onlyTrace', { trace: line.trace })}
            onClick={() => onFilter({ trace: line.trace ?? undefined })}
          >
            {line.trace.slice(0, 8)}
          </button>
        ) : null}
        <button
          type="button"
          className={styles['link']}
          aria-label={t('logs.copyLine')}
          title={t('logs.copyLine')}
          onClick={() => onCopy(line)}
        >
          <IconCopy size={14} aria-hidden="true" />
        </button>
      </span>
    </div>
  );
}
