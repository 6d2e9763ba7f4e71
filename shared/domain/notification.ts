import { z } from 'zod';

/** What is told. The first five are source 000's (A26-A38), to the letter. */
export const notificationKinds = [
  'processing_started',
  'processing_completed',
  'processing_failed',
  'queue_status',
  'daily_summary',
  'alert',
] as const;
export const notificationKindSchema = z.enum(notificationKinds);
export type NotificationKind = z.infer<typeof notificationKindSchema>;

/** `atalaya notify send <name>`. */
export const sendNames = {
  started: 'processing_started',
  completed: 'processing_completed',
  failed: 'processing_failed',
  queue: 'queue_status',
  daily: 'daily_summary',
} as const satisfies Record<string, NotificationKind>;

export const severities = ['info', 'warning', 'critical'] as const;
export const severitySchema = z.enum(severities);
export type Severity = z.infer<typeof severitySchema>;

/** told: nothing to do. open → acknowledged → recovered is the life of an alert; open may recover by itself. */
export const notificationStates = ['told', 'open', 'acknowledged', 'recovered'] as const;
export type NotificationState = (typeof notificationStates)[number];

/** A value that a template may use: its name, how it is written by default, and an example for the preview. */
export interface TemplateField {
  readonly name: string;
  readonly kind: 'text' | 'seconds' | 'bytes' | 'percent' | 'count' | 'time' | 'list';
  readonly example: string | number | readonly string[];
}

/** In every kind. */
const common: readonly TemplateField[] = [
  { name: 'event', kind: 'text', example: 'processing_completed' },
  { name: 'severity', kind: 'text', example: 'info' },
  { name: 'time', kind: 'time', example: '2024-01-01T12:00:00.000Z' },
  { name: 'link', kind: 'text', example: 'atalaya://job/42' },
  { name: 'count', kind: 'count', example: 1 },
];
const job: readonly TemplateField[] = [
  { name: 'job_id', kind: 'count', example: 42 },
  { name: 'url', kind: 'text', example: 'https://www.tiktok.com/@user/video/123' },
  { name: 'title', kind: 'text', example: 'video.mp4' },
  { name: 'preset', kind: 'text', example: 'auto-edit' },
  { name: 'attempt', kind: 'count', example: 1 },
  { name: 'max_attempts', kind: 'count', example: 5 },
];

/** The fields of each kind, with the names of the source (A28-A33, A38). */
export const templateFields: Readonly<Record<NotificationKind, readonly TemplateField[]>> = {
  processing_started: [...common, ...job],
  processing_completed: [
    ...common,
    ...job,
    { name: 'processing_time', kind: 'seconds', example: 120.5 },
    { name: 'file_size', kind: 'bytes', example: 1_024_000 },
    { name: 'video_path', kind: 'text', example: '/tmp/video_edited.mp4' },
    { name: 'cached', kind: 'text', example: 'false' },
  ],
  processing_failed: [
    ...common,
    ...job,
    { name: 'error', kind: 'text', example: 'Error al descargar video' },
    { name: 'error_code', kind: 'text', example: 'download-http-status' },
    { name: 'retry_count', kind: 'count', example: 2 },
    { name: 'is_final', kind: 'text', example: 'true' },
  ],
  queue_status: [
    ...common,
    { name: 'pending', kind: 'count', example: 11 },
    { name: 'failed', kind: 'count', example: 0 },
    { name: 'processing', kind: 'count', example: 3 },
    { name: 'limit', kind: 'count', example: 10 },
    { name: 'reason', kind: 'text', example: 'pending' },
  ],
  daily_summary: [
    ...common,
    { name: 'date', kind: 'text', example: '2024-01-01' },
    { name: 'days', kind: 'count', example: 1 },
    { name: 'total_processed', kind: 'count', example: 128 },
    { name: 'successful', kind: 'count', example: 120 },
    { name: 'failed', kind: 'count', example: 8 },
    { name: 'success_rate', kind: 'percent', example: 93.8 },
    { name: 'avg_processing_time', kind: 'seconds', example: 95.2 },
    { name: 'top_errors', kind: 'list', example: ['download-http-status × 5', 'ffmpeg-failed × 3'] },
    { name: 'is_late', kind: 'text', example: 'false' },
  ],
  alert: [
    ...common,
    { name: 'subject', kind: 'text', example: 'job:42' },
    { name: 'rule', kind: 'text', example: 'Tres fallos seguidos' },
    { name: 'event_type', kind: 'text', example: 'job.dead' },
    { name: 'title', kind: 'text', example: 'video.mp4' },
    { name: 'error', kind: 'text', example: 'Error al descargar video' },
  ],
};

export const templateKeySchema = z.strictObject({
  kind: notificationKindSchema,
  /** A sink, or `all` for every sink that has none of its own. */
  sink: z.enum(['all', 'telegram', 'slack', 'discord', 'teams', 'email', 'desktop', 'webhook', 'ntfy']),
  language: z.enum(['es', 'pt-BR', 'en']),
});
export type TemplateKey = z.infer<typeof templateKeySchema>;
