import type { Database } from '#platform/database/database.ts';
import { createDeliveryViews } from '#platform/deliveries/views.ts';
import { AddressGuard } from '#platform/http/address-guard.ts';
import { HttpClient } from '#platform/http/post.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import { createDesktopNotifier, type DesktopNote } from '../features/notifications/channels/desktop-notifier.ts';
import { createSinkSet } from '../features/notifications/channels/create-sinks.ts';
import {
  createNotificationsFeature,
  type NotificationsDeps,
} from '../features/notifications/create-notifications-feature.ts';

interface NotificationsOptions extends Omit<NotificationsDeps, 'views' | 'sinks' | 'guard'> {
  readonly database: Database;
  readonly settings: SettingsReader;
  readonly host: { readonly notify?: ((note: DesktopNote) => Promise<void>) | undefined };
  readonly platform: NodeJS.Platform;
}

/** The notifications with what they need of others: the engine's views, and the sinks on a guarded connection. */
export function createNotifications({ host, platform, ...deps }: NotificationsOptions) {
  const { clock } = deps;
  const guard = new AddressGuard(() => deps.settings.get('allowPrivateTargets'));
  const desktop = createDesktopNotifier(host, { platform, iconFile: null, openPath: () => undefined });
  const http = new HttpClient(guard);
  const sinks = createSinkSet({ http, guard, clock, desktop, linkFor: () => null });
  const feature = createNotificationsFeature({
    ...deps,
    guard,
    sinks,
    views: createDeliveryViews(deps.database, clock),
  });
  return { ...feature, stopNetwork: () => http.stop() };
}
