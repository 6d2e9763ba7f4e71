import { z } from 'zod';
import { operation } from './define.ts';

const tag = 'settings';

export const settingViewSchema = z.object({
  key: z.string(),
  group: z.string(),
  /** Null for a secret. */
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]),
  defaultValue: z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]),
  source: z.enum(['default', 'stored', 'environment', 'flag']),
  /** Name of the variable or flag that holds the value; such a setting can't be changed here. */
  lockedBy: z.string().nullable(),
  secret: z
    .object({ isSet: z.boolean(), last4: z.string().nullable(), changedAt: z.iso.datetime().nullable() })
    .nullable(),
  needsRestart: z.boolean(),
});
export type SettingView = z.infer<typeof settingViewSchema>;

const change = z.union([
  z.string().max(65_536),
  z.number(),
  z.boolean(),
  z.array(z.string().max(1024)).max(200),
  z.null(),
]);

export const settings = {
  list: operation({
    method: 'GET',
    path: '/api/v1/settings',
    summary: 'All settings with where each value comes from',
    tag,
  }).output(
    z.object({
      settings: z.array(settingViewSchema),
      secretStore: z.enum(['keychain', 'file', 'unavailable']),
      revision: z.int(),
    }),
  ),
  /** All or nothing. `null` gives a setting its default back. */
  set: operation({ method: 'PATCH', path: '/api/v1/settings', summary: 'Changes settings', tag, scope: 'admin' })
    .input(z.strictObject({ changes: z.record(z.string().max(64), change) }))
    .output(z.object({ settings: z.array(settingViewSchema) })),
};
