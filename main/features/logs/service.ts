import { AppError } from '#shared/contract/errors.ts';
import type { Inputs, Outputs } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { Logs } from '#platform/log/create-logs.ts';
import type { FollowedLines } from '#platform/log/log-followers.ts';
import { requireFiles } from '#platform/log/log-reader.ts';
import type { SettingsChanger } from '#platform/settings-port.ts';

export type LogsService = ReturnType<typeof createLogsService>;

/** The log page's operations. */
export function createLogsService({ logs, settings }: { logs: Logs; settings: SettingsChanger }) {
  return {
    files: (): Outputs['logs']['files'] => ({
      files: logs.reader.files(),
      modules: logs.modules(),
      folder: logs.folder,
    }),

    list: ({ limit, before, ...filter }: Inputs['logs']['list'] & { limit: number; files?: string[] | undefined }) =>
      logs.reader.page(filter, limit, before),

    /** Follows from the call on, so that a page read after it misses nothing. Throws `log-file-unknown`. */
    follow(
      filter: Inputs['logs']['follow'] & { files?: string[] | undefined },
      signal?: AbortSignal,
    ): AsyncGenerator<FollowedLines, void, void> {
      requireFiles(filter.files);
      return logs.followers.follow(filter, signal);
    },

    levels: (): Outputs['logs']['levels'] => ({
      base: logs.levels.base,
      modules: logs.levels
        .list()
        .map(({ until, ...level }) => ({ ...level, until: until === null ? null : new Date(until).toISOString() })),
    }),

    /** A lasting base level is a setting and is stored as one, unless a variable holds that fast. */
    async setLevel(
      { module, level, minutes }: Inputs['logs']['setLevel'],
      { actor, trace }: CallContext,
    ): Promise<Outputs['logs']['setLevel']> {
      if (module === undefined && minutes === undefined)
        await settings.change({ logLevel: level }, { actor, trace }).catch((error: unknown) => {
          if (!(error instanceof AppError && error.code === 'setting-locked')) throw error;
        });
      logs.setLevel(module ?? null, level, minutes);
      logs.logger.child('logs').info('level changed', { scope: module ?? 'base', to: level, minutes, actor, trace });
      return { done: true };
    },
  };
}
