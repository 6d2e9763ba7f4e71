import { useMemo } from 'react';
import type { EventView } from '#shared/domain/events.ts';
import { useT } from './language.ts';

/** `job:42` → job, 42. */
export function subjectOf(subject: string): { readonly kind: string; readonly id: string } {
  const at = subject.indexOf(':');
  return at < 0 ? { kind: subject, id: '' } : { kind: subject.slice(0, at), id: subject.slice(at + 1) };
}

const wordOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;

/** An event as a sentence. */
export function useEventText(): (event: EventView) => string {
  const t = useT();
  return useMemo(
    () => (event) => {
      const { kind, id } = subjectOf(event.subject);
      const { data } = event;
      const name =
        kind === 'service'
          ? t(`health.service.${id}`, { defaultValue: id })
          : (wordOf(data['title']) ?? wordOf(data['name']) ?? (id === '' ? '' : `#${id}`));
      const count = Number(data['count'] ?? data['workers'] ?? data['finish'] ?? data['remaining'] ?? 1);
      return t(`common.event.${event.type}`, {
        name,
        id,
        attempt: wordOf(data['attempt']) ?? '',
        maxAttempts: wordOf(data['maxAttempts']) ?? '',
        count: Number.isFinite(count) ? count : 1,
      });
    },
    [t],
  );
}
