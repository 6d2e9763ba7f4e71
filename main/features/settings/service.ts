import type { Outputs } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { SettingsChanger } from '#platform/settings-port.ts';

interface SettingsServiceDeps {
  settings: SettingsChanger;
  /** Of the live feed, at which the list was read. */
  revision: () => number;
}

export type SettingsService = ReturnType<typeof createSettingsService>;

/** The settings page's operations. What follows from a change hears of it by `settings.subscribe`. */
export function createSettingsService({ settings, revision }: SettingsServiceDeps) {
  return {
    list: (): Outputs['settings']['list'] => ({
      revision: revision(),
      settings: settings.list(),
      secretStore: settings.secretStore(),
    }),
    async set(
      changes: Readonly<Record<string, unknown>>,
      { actor, trace }: CallContext,
    ): Promise<Outputs['settings']['set']> {
      return { settings: await settings.change(changes, { actor, trace }) };
    },
  };
}
