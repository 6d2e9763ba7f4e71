import { z } from 'zod';
import { apiStatuses } from '../domain/job.ts';
import { eventSchema } from '../domain/events.ts';
import { operation, queryInt } from './define.ts';

const tag = 'dashboard';
const percent = z.number().nullable();
const secondsOrNull = z.number().nullable();

/** A job as source 000's API shows it. */
export const dashboardJobSchema = z.object({
  id: z.int(),
  url: z.string(),
  status: z.enum(apiStatuses),
  preset: z.string().nullable(),
  priority: z.int(),
  retry_count: z.int(),
  max_retries: z.int(),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
  processing_time: secondsOrNull,
  file_size: z.int().nullable(),
  video_path: z.string().nullable(),
  cached: z.boolean(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});

const statusCounts = z.object({
  pending: z.int(),
  processing: z.int(),
  delayed: z.int(),
  completed: z.int(),
  failed: z.int(),
  cancelled: z.int(),
});

const metricsSchema = z.object({
  processed: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  /** succeeded / (succeeded + dead), 0 to 1; null when nothing finished. */
  successRate: z.number().nullable(),
  averageMs: z.number().nullable(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  cacheHits: z.int(),
  cacheHitRate: z.number().nullable(),
});
export type Metrics = z.infer<typeof metricsSchema>;

export const bucketSchema = z.object({
  startsAt: z.iso.datetime(),
  succeeded: z.int(),
  failed: z.int(),
  averageMs: z.number().nullable(),
  cacheHitRate: z.number().nullable(),
  /** The bucket that is still filling. */
  isOpen: z.boolean(),
});
export type ThroughputBucket = z.infer<typeof bucketSchema>;

export const analytics = {
  /** A13. Rates in percent with one decimal, times in seconds. */
  stats: operation({
    method: 'GET',
    path: '/api/dashboard/stats',
    summary: 'The four metrics of a period',
    tag,
    literal: true,
  })
    .input(z.object({ days: queryInt(1, 365, 7) }))
    .output(
      z.object({
        period_days: z.int(),
        total_processed: z.int(),
        successful: z.int(),
        failed: z.int(),
        success_rate: percent,
        avg_processing_time: secondsOrNull,
        p50_processing_time: secondsOrNull,
        p95_processing_time: secondsOrNull,
        cache_hit_rate: percent,
        by_status: statusCounts,
        daily: z.array(
          z.object({
            date: z.string(),
            processed: z.int(),
            successful: z.int(),
            failed: z.int(),
            avg_processing_time: secondsOrNull,
          }),
        ),
        generated_at: z.iso.datetime(),
      }),
    ),
  /** A14. */
  queue: operation({
    method: 'GET',
    path: '/api/dashboard/queue',
    summary: 'Counts, waiting and running jobs',
    tag,
    literal: true,
  })
    .input(z.object({ page: queryInt(1, 1_000_000, 1), page_size: queryInt(1, 200, 50) }))
    .output(
      z.object({
        counts: statusCounts,
        pending: z.array(dashboardJobSchema),
        processing: z.array(
          dashboardJobSchema.extend({
            progress: z.number().nullable(),
            speed: z.number().nullable(),
            eta_seconds: z.number().nullable(),
            worker: z.string().nullable(),
          }),
        ),
        page: z.int(),
        page_size: z.int(),
        total: z.int(),
      }),
    ),
  /** A15. */
  top: operation({ method: 'GET', path: '/api/dashboard/top', summary: 'Sources processed most', tag, literal: true })
    .input(z.object({ limit: queryInt(1, 100, 10) }))
    .output(
      z.object({
        items: z.array(
          z.object({
            url: z.string(),
            count: z.int(),
            successful: z.int(),
            failed: z.int(),
            success_rate: percent,
            last_processed_at: z.iso.datetime(),
          }),
        ),
      }),
    ),
  /** A16. */
  recent: operation({ method: 'GET', path: '/api/dashboard/recent', summary: 'Jobs finished last', tag, literal: true })
    .input(z.object({ limit: queryInt(1, 200, 20) }))
    .output(z.object({ items: z.array(dashboardJobSchema) })),
  /** What the Overview shows. Buckets are hours up to two days, days above. */
  overview: operation({ method: 'GET', path: '/api/v1/overview', summary: 'Everything the overview page shows', tag })
    .input(z.object({ days: queryInt(1, 365, 7) }))
    .output(
      z.object({
        days: z.int(),
        current: metricsSchema,
        previous: metricsSchema,
        buckets: z.array(bucketSchema),
        bucketMs: z.int(),
        top: z.array(
          z.object({
            value: z.string(),
            count: z.int(),
            succeeded: z.int(),
            failed: z.int(),
            lastAt: z.iso.datetime(),
          }),
        ),
        activity: z.array(eventSchema),
        revision: z.int(),
      }),
    ),
};
