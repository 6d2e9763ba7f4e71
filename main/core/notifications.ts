import type { Language } from '#shared/i18n/languages.ts';
import type { HostShell } from '#platform/host-shell.ts';
import { createDeliveryViews } from '#platform/deliveries/views.ts';
import { AddressGuard } from '#platform/http/address-guard.ts';
import { HttpClient } from '#platform/http/post.ts';
import type { createAnalyticsService } from '../features/analytics/service.ts';
import { createSinkSet } from '../features/notifications/channels/create-sinks.ts';
import { createDesktopNotifier } from '../features/notifications/channels/desktop-notifier.ts';
import {
  createNotificationsFeature,
  type NotificationsDeps,
} from '../features/notifications/create-notifications-feature.ts';

interface NotificationsOptions extends Omit<NotificationsDeps, 'views' | 'sinks' | 'guard' | 'getStats' | 'revision'> {
  readonly host: HostShell;
  readonly analytics: Pick<ReturnType<typeof createAnalyticsService>, 'stats'>;
  readonly feed: { readonly revision: number };
  readonly language: () => Language;
}

/** The notifications with what they need of others: the network, the desk, the figures of the summaries. */
export function createNotifications({ host, analytics, feed, ...deps }: NotificationsOptions) {
  const guard = new AddressGuard(() => deps.settings.get('allowPrivateTargets'));
  const http = new HttpClient(guard);
  // Only Electron's notes can be clicked, and it hands in its own.
  const desktop = createDesktopNotifier(host, { platform: process.platform, iconFile: null, openPath: () => {} });
  const feature = createNotificationsFeature({
    ...deps,
    guard,
    views: createDeliveryViews(deps.database, deps.clock),
    sinks: createSinkSet({ http, guard, clock: deps.clock, desktop, linkFor: () => null }),
    getStats: (days) => analytics.stats({ days }),
    revision: () => feed.revision,
  });
  return { ...feature, stopNetwork: () => http.stop() };
}
