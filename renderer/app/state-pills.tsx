import type { ServiceView } from '#shared/contract/health.ts';
import type { JobState } from '#shared/domain/job.ts';
import type { Tone } from '../kit/Chip.tsx';
import { StatePill, type Glyph } from '../kit/StatePill.tsx';
import { useT } from './language.ts';

interface Look {
  readonly glyph: Glyph;
  readonly tone: Tone;
}

export const jobStateLooks: Readonly<Record<JobState, Look>> = {
  queued: { glyph: 'waiting', tone: 'waiting' },
  scheduled: { glyph: 'scheduled', tone: 'waiting' },
  held: { glyph: 'paused', tone: 'waiting' },
  retrying: { glyph: 'retrying', tone: 'retrying' },
  running: { glyph: 'running', tone: 'running' },
  succeeded: { glyph: 'done', tone: 'done' },
  dead: { glyph: 'failed', tone: 'failed' },
  cancelled: { glyph: 'cancelled', tone: 'neutral' },
};

/** A job's state as icon and word. */
export function JobStatePill({ state }: { state: JobState }) {
  const t = useT();
  return <StatePill {...jobStateLooks[state]} label={t(`common.jobState.${state}`)} />;
}

const healthLooks: Readonly<Record<'ok' | 'degraded' | 'down' | 'off', Look>> = {
  ok: { glyph: 'done', tone: 'done' },
  degraded: { glyph: 'degraded', tone: 'retrying' },
  down: { glyph: 'failed', tone: 'failed' },
  off: { glyph: 'stopped', tone: 'neutral' },
};

export function HealthPill({ state }: { state: 'ok' | 'degraded' | 'down' | 'off' }) {
  const t = useT();
  return <StatePill {...healthLooks[state]} label={t(`common.healthState.${state}`)} />;
}

const serviceLooks: Readonly<Record<ServiceView['state'], Look>> = {
  starting: { glyph: 'waiting', tone: 'running' },
  running: { glyph: 'done', tone: 'done' },
  'backing-off': { glyph: 'retrying', tone: 'retrying' },
  stopping: { glyph: 'waiting', tone: 'waiting' },
  stopped: { glyph: 'stopped', tone: 'neutral' },
  failed: { glyph: 'failed', tone: 'failed' },
};

export function ServicePill({ state }: { state: ServiceView['state'] }) {
  const t = useT();
  return <StatePill {...serviceLooks[state]} label={t(`common.serviceState.${state}`)} />;
}
