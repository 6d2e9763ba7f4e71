import type { Clock } from '#platform/clock.ts';
import type { AddressGuard } from '#platform/http/address-guard.ts';
import type { HttpClient } from '#platform/http/post.ts';
import type { DesktopNotifier } from './desktop-notifier.ts';

export interface SinkDeps {
  readonly http: HttpClient;
  readonly guard: AddressGuard;
  readonly clock: Clock;
  readonly desktop: DesktopNotifier;
  /** Where a reader outside of the desk opens `/jobs/42`; null where the console has no public address. */
  readonly linkFor: (path: string) => string | null;
}
