import { IconGripVertical, IconMovie } from '@tabler/icons-react';
import { memo, type DragEvent } from 'react';
import type { JobSummary } from '#shared/domain/job.ts';
import { useFormat, useT } from '../../app/language.ts';
import { useNow } from '../../app/now.ts';
import { RouteLink } from '../../app/RouteLink.tsx';
import { JobStatePill } from '../../app/state-pills.tsx';
import { cx } from '../../kit/cx.ts';
import { StatePill } from '../../kit/StatePill.tsx';
import { thumbnailUrl } from './media.ts';
import { OutlookCell } from './OutlookCell.tsx';
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
}

export const rowId = (index: number): string => `job-row-${index}`;

function StateCell({ job }: { job: JobSummary }) {
  const t = useT();
  if (job.state === 'dead' && job.acknowledgedAt === null)
    return <StatePill glyph="dead" tone="dead" label={t('common.jobState.dead')} title={t('jobs.unacknowledged')} />;
  return <JobStatePill state={job.state} />;
}

function VideoCell({ job }: { job: JobSummary }) {
  const origin = originOf(job.source);
  return (
    <span role="gridcell" className={styles['video']}>
      <span className={styles['thumb']} aria-hidden="true">
        {job.result?.thumbnailPath ? (
          <img src={thumbnailUrl(job.id)} alt="" loading="lazy" decoding="async" />
        ) : (
          <IconMovie size={14} />
        )}
      </span>
      <RouteLink to={`/jobs/${job.id}`} className={styles['title']} title={job.source?.value ?? job.title}>
        {job.title}
      </RouteLink>
      {origin ? <span className={styles['origin']}>{origin}</span> : null}
    </span>
  );
}

/** One row of the queue. Plain elements: it is drawn on every scroll. */
export const JobRow = memo(function JobRow(props: JobRowProps) {
  const { job, index, isActive, isChecked, isReorderable, actions } = props;
  const t = useT();
  const format = useFormat();
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
        <StateCell job={job} />
      </span>
      <VideoCell job={job} />
      <span role="gridcell" className={cx(styles['preset'], 'truncate', 'muted')}>
        {job.preset ? props.presetName(job.preset) : t('jobs.ownRecipe')}
      </span>
      <span role="gridcell" className={styles['outlook']}>
        <OutlookCell job={job} place={props.place} isPaused={props.isPaused} nowMs={props.nowMs} />
      </span>
      <span role="gridcell" className={cx(styles['attempt'], 'muted')}>
        {job.attempt}/{job.maxAttempts}
      </span>
      <WorkedCell job={job} />
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

function WorkedCell({ job }: { job: JobSummary }) {
  const format = useFormat();
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
