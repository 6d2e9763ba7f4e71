import type { EventType } from '#shared/domain/events.ts';

const everywhere = ['subject', 'type', 'trace', 'at'];
const job = ['title'];
const byHand = [...job, 'actor'];
const counted = [...job, 'attempt', 'maxAttempts', 'code'];
const limit = ['name', 'value', 'limit', 'pending', 'failed', 'processing', 'isReminder'];

/** The names in an event's data. Types that are not here are not checked: their features may add names. */
const paths: Partial<Record<EventType, readonly string[]>> = {
  'job.added': [...job, 'state'],
  'job.started': [...job, 'attempt', 'maxAttempts'],
  'job.succeeded': [...job, 'runMs', 'cached'],
  'job.retrying': [...counted, 'runAt', 'actor', 'reason'],
  'job.dead': [...counted, 'actor', 'reason'],
  'job.cancelled': byHand,
  'job.held': byHand,
  'job.retried': byHand,
  'job.acknowledged': byHand,
  'job.deleted': byHand,
  'job.restored': byHand,
  'queue.above-limit': limit,
  'queue.below-limit': limit,
};

/** The first names of paths into an event of the type; null where any may be there. */
export function knownPaths(type: EventType): readonly string[] | null {
  const own = paths[type];
  return own ? [...everywhere, ...own] : null;
}
