import type { Database } from '#platform/database/database.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import type { LiveFeed } from '#platform/events/live-feed.ts';
import type { HostShell } from '#platform/host-shell.ts';
import type { Logger } from '#platform/log/logger.ts';
import type { QueueRuntime } from '#platform/queue/queue-port.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import { eventTypes, type EventView } from '#shared/domain/events.ts';
import { videoQueue } from '../features/video/create-video-feature.ts';

interface Wired {
  readonly database: Database;
  readonly events: EventLog;
  readonly settings: SettingsReader;
  readonly queue: QueueRuntime;
  readonly feed: LiveFeed;
  readonly logger: Logger;
  readonly host: HostShell;
  readonly services: { applyCompatPorts(): Promise<void> };
  readonly rules: { readonly onEvent: (event: EventView) => void };
}

/** When this happens, do that: the only place where features meet. Returns what undoes it. */
export function wire({ database, events, settings, host, queue, feed, logger, services, rules }: Wired): () => void {
  const applyLaunchAtLogin = () => {
    if (!host.can.launchAtLogin) return;
    host
      .setLaunchAtLogin(settings.get('launchAtLogin'))
      .catch((error: unknown) => logger.error('starting at sign-in could not be set', { error }));
  };
  for (const type of eventTypes) events.react(type, rules.onEvent);
  const stops = [
    settings.subscribe((keys) => {
      if (keys.includes('workers')) queue.setWorkers(videoQueue, settings.get('workers'));
      if (keys.includes('launchAtLogin')) applyLaunchAtLogin();
      if (keys.includes('compatPorts'))
        // What keeps them from being served is shown at the service, which goes on trying.
        services
          .applyCompatPorts()
          .catch((error: unknown) => logger.warning('further ports are not served', { error }));
      feed.publishSettings(keys);
    }),
    events.subscribe((committed) => {
      for (const event of committed) logEvent(logger, event);
    }),
    database.onBroken((error) => {
      logger.critical('the database cannot be trusted any more', { error });
      // What starts a console without a window starts it again, and it examines the file. A person at a window reads it in Health.
      if (host.kind === 'headless') host.exit(1);
    }),
    database.onSlow(({ name, ms }) => logger.child('database').warning('slow query', { query: name, ms })),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

const loud = new Set<string>(['job.dead', 'service.failed', 'access.refused', 'console.recovered']);

/** Each event is a line too, with the trace that joins them. Its data may name files and links: only the subject is written. */
function logEvent(logger: Logger, { type, subject, trace }: EventView): void {
  const module = logger.child(modules[type.split('.', 1)[0] ?? ''] ?? 'events');
  if (loud.has(type)) module.warning(type, { subject, trace });
  else module.info(type, { subject, trace });
}

/** The module, and with it the file, that a kind of event is told in. */
const modules: Readonly<Record<string, string>> = {
  job: 'jobs',
  queue: 'queue',
  preset: 'video',
  access: 'access',
  settings: 'settings',
  service: 'services',
  rule: 'rules',
  alert: 'rules',
};
