import { z } from 'zod';

/** The sinks that notifications go to (A25, A51, Z14). One small file each under `main/features/notifications/channels/`. */
export const sinkKinds = ['telegram', 'slack', 'discord', 'teams', 'email', 'desktop', 'webhook', 'ntfy'] as const;
export const sinkKindSchema = z.enum(sinkKinds);
export type SinkKind = z.infer<typeof sinkKindSchema>;

/**
 * A field of a channel's form. The window makes its form from this list and nothing else; texts are
 * `notifications.sinks.<sink>.<field>` and, where there is one, `…<field>Hint`.
 */
export interface ChannelField {
  readonly name: string;
  readonly kind: 'text' | 'secret' | 'number' | 'switch' | 'list' | 'choice';
  readonly options?: readonly string[];
  readonly isRequired?: true;
  /** Value where none was given. */
  readonly fallback?: string | number | boolean;
  /** Variable that wins over the stored value for the sink's first channel, and is taken over at the first start (A17-A24). */
  readonly env?: string;
  /** Shown under "more". */
  readonly isAdvanced?: true;
  /** Parses the typed value (text forms too). */
  readonly schema: z.ZodType<string | number | boolean | readonly string[]>;
}

const text = (max = 2048) => z.string().trim().max(max);
const list = z
  .union([z.array(z.string()), z.string().transform((value) => value.split(','))])
  .transform((values) => [...new Set(values.map((value) => value.trim()).filter(Boolean))])
  .pipe(z.array(z.string().max(320)).max(100));
const proxy: ChannelField = { name: 'proxy', kind: 'text', isAdvanced: true, schema: text() };

/** The fields of each sink, in the order of the form. */
export const channelFields: Readonly<Record<SinkKind, readonly ChannelField[]>> = {
  telegram: [
    { name: 'botToken', kind: 'secret', isRequired: true, env: 'TELEGRAM_BOT_TOKEN', schema: text(200) },
    { name: 'chatIds', kind: 'list', isRequired: true, env: 'TELEGRAM_CHAT_ID', schema: list },
    {
      name: 'apiBase',
      kind: 'text',
      fallback: 'https://api.telegram.org',
      env: 'TELEGRAM_API_BASE',
      isAdvanced: true,
      schema: text(),
    },
    proxy,
  ],
  slack: [{ name: 'webhookUrl', kind: 'secret', isRequired: true, env: 'SLACK_WEBHOOK_URL', schema: text() }, proxy],
  discord: [
    { name: 'webhookUrl', kind: 'secret', isRequired: true, env: 'DISCORD_WEBHOOK_URL', schema: text() },
    proxy,
  ],
  teams: [{ name: 'webhookUrl', kind: 'secret', isRequired: true, env: 'TEAMS_WEBHOOK_URL', schema: text() }, proxy],
  email: [
    {
      name: 'server',
      kind: 'text',
      isRequired: true,
      fallback: 'smtp.gmail.com',
      env: 'EMAIL_SMTP_SERVER',
      schema: text(255),
    },
    {
      name: 'port',
      kind: 'number',
      isRequired: true,
      fallback: 587,
      env: 'EMAIL_SMTP_PORT',
      schema: z.coerce.number().int().min(1).max(65_535),
    },
    { name: 'user', kind: 'text', env: 'EMAIL_USER', schema: text(320) },
    { name: 'password', kind: 'secret', env: 'EMAIL_PASSWORD', schema: z.string().max(1024) },
    { name: 'from', kind: 'text', isAdvanced: true, schema: text(320) },
    { name: 'to', kind: 'list', isRequired: true, env: 'EMAIL_TO', schema: list },
    proxy,
  ],
  desktop: [{ name: 'sound', kind: 'switch', fallback: false, schema: z.union([z.boolean(), z.stringbool()]) }],
  webhook: [
    { name: 'url', kind: 'text', isRequired: true, schema: text() },
    { name: 'method', kind: 'choice', options: ['POST', 'PUT'], fallback: 'POST', schema: z.enum(['POST', 'PUT']) },
    /** Signs as Standard Webhooks do (`webhook-id`, `webhook-timestamp`, `webhook-signature`). */
    { name: 'signingSecret', kind: 'secret', schema: text(200) },
    /** Value of the header Authorization. */
    { name: 'authorization', kind: 'secret', isAdvanced: true, schema: text() },
    proxy,
  ],
  ntfy: [
    { name: 'server', kind: 'text', isRequired: true, fallback: 'https://ntfy.sh', schema: text() },
    {
      name: 'topic',
      kind: 'text',
      isRequired: true,
      schema: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    },
    { name: 'token', kind: 'secret', schema: text(200) },
    proxy,
  ],
};
