import { IconGripVertical, IconMovie } from '@tabler/icons-react';
import { memo, type DragEvent, type MouseEvent } from 'react';
import type { JobSummary } from '#shared/domain/job.ts';
import { useFormat } from '../../app/language.ts';
import { useNow } from '../../app/now.ts';
import { jobStateLooks } from '../../app/state-pills.tsx';
import { cx } from '../../kit/cx.ts';
import { StatePill } from '../../kit/StatePill.tsx';
import { thumbnailUrl } from './media.ts';
import { OutlookCell } from './OutlookCell.tsx';
import type { RowTools } from './row-tools.ts';
import { isMovable, originOf, workedMs } from './select.ts';
import styles from './Queue.module.css';

export interface RowActions {
  /** A press on the row; with Shift it reaches from the last one chosen. */
  press: (index: number, id: number) => void;
  check: (id: number, isRange: boolean) => void;
  open: (id: number) => void;
  drag: (id: number | null) => void;
  dropBefore: (id: number) => void;
}

export interface JobRowProps {
  job: JobSummary | undefined;
  index: number;
  isActive: boolean;
  isChecked: boolean;
  isReorderable: boolean;
  place: number | null;
  isPaused: boolean;
  /** Renewed every minute. */
  nowMs: number;
  presetName: (id: string) => string;
  actions: RowActions;
  tools: RowTools;
}

export const rowId = (index: number): string => `job-row-${index}`;

function StateCell({ job, t }: { job: JobSummary; t: RowTools['t'] }) {
  const label = t(`common.jobState.${job.state}`);
  if (job.state === 'dead' && job.acknowledgedAt === null)
    return <StatePill glyph="dead" tone="dead" label={label} title={t('jobs.unacknowledged')} />;
  return <StatePill {...jobStateLooks[job.state]} label={label} />;
}

/** A plain link: the router's own costs more than the rest of the row. With a modifier key the browser has its way. */
function VideoCell({ job, onOpen }: { job: JobSummary; onOpen: (id: number) => void }) {
  const origin = originOf(job.source);
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(job.id);
  };
  return (
    <span role="gridcell" className={styles['video']}>
      <span className={styles['thumb']} aria-hidden="true">
        {job.result?.thumbnailPath ? (
          <img src={thumbnailUrl(job.id)} alt="" loading="lazy" decoding="async" />
        ) : (
          <IconMovie size={14} />
        )}
      </span>
      <a href={`/jobs/${job.id}`} className={styles['title']} title={job.source?.value ?? job.title} onClick={open}>
        {job.title}
      </a>
      {origin ? <span className={styles['origin']}>{origin}</span> : null}
    </span>
  );
}

/** One row of the queue. Plain elements: it is drawn on every scroll. */
export const JobRow = memo(function JobRow(props: JobRowProps) {
  const { job, index, isActive, isChecked, isReorderable, actions, tools } = props;
  const { t, format } = tools;
  if (!job)
    return (
      <div role="row" aria-rowindex={index + 2} className={cx(styles['row'], styles['pending'])}>
        <span role="gridcell" className={styles['skeleton']} aria-label={t('common.kit.loading')} tabIndex={-1} />
      </div>
    );
  const canDrag = isReorderable && isMovable(job);
  const allowDrop = (event: DragEvent) => {
    if (canDrag) event.preventDefault();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid answers the keys for its active row
    <div
      id={rowId(index)}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={isChecked}
      className={cx(styles['row'], isActive && styles['active'], isChecked && styles['checked'])}
      onClick={(event) => {
        // The title's link goes its own way.
        if (event.target instanceof Element && event.target.closest('a')) return;
        if (event.shiftKey) actions.check(job.id, true);
        else actions.press(index, job.id);
      }}
      onDoubleClick={() => actions.open(job.id)}
      onDragOver={allowDrop}
      onDrop={(event) => {
        event.preventDefault();
        actions.dropBefore(job.id);
      }}
    >
      <span role="gridcell" className={styles['checkCell']}>
        <input
          type="checkbox"
          tabIndex={-1}
          className={styles['check']}
          checked={isChecked}
          aria-label={t('jobs.selectOne', { title: job.title })}
          onClick={(event) => {
            event.stopPropagation();
            actions.check(job.id, event.shiftKey);
          }}
          readOnly
        />
      </span>
      <span role="gridcell" className={styles['stateCell']}>
        <StateCell job={job} t={t} />
      </span>
      <VideoCell job={job} onOpen={actions.open} />
      <span role="gridcell" className={cx(styles['preset'], 'truncate', 'muted')}>
        {job.preset ? props.presetName(job.preset) : t('jobs.ownRecipe')}
      </span>
      <span role="gridcell" className={styles['outlook']}>
        <OutlookCell job={job} place={props.place} isPaused={props.isPaused} nowMs={props.nowMs} tools={tools} />
      </span>
      <span role="gridcell" className={cx(styles['attempt'], 'muted')}>
        {job.attempt}/{job.maxAttempts}
      </span>
      <WorkedCell job={job} format={format} />
      <span role="gridcell" className={cx(styles['created'], 'muted')} title={format.dateTime(job.createdAt)}>
        {format.when(job.createdAt, props.nowMs)}
      </span>
      {canDrag ? (
        <span
          role="gridcell"
          tabIndex={-1}
          className={styles['grip']}
          draggable
          aria-label={t('jobs.drag')}
          title={t('jobs.drag')}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move';
            event.dataTransfer.setData('application/x-atalaya-job', String(job.id));
            actions.drag(job.id);
          }}
          onDragEnd={() => actions.drag(null)}
        >
          <IconGripVertical size={16} aria-hidden="true" />
        </span>
      ) : (
        <span role="presentation" className={styles['grip']} />
      )}
    </div>
  );
});

function WorkedCell({ job, format }: { job: JobSummary; format: RowTools['format'] }) {
  const ms = workedMs(job, 0);
  return (
    <span role="gridcell" className={styles['worked']}>
      {job.state === 'running' ? <RunningClock job={job} /> : ms === null ? '–' : format.clock(ms)}
    </span>
  );
}

function RunningClock({ job }: { job: JobSummary }) {
  const format = useFormat();
  const nowMs = useNow(1000);
  return format.clock(workedMs(job, nowMs));
}
