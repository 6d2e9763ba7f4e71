import { z } from 'zod';
import { eventSchema } from '../domain/events.ts';
import { ruleSpecSchema } from '../domain/rule.ts';
import { done, idParam, operation } from './define.ts';

const tag = 'rules';
const one = z.strictObject({ id: idParam });

export const ruleSchema = z.object({
  id: z.int(),
  /** Ships with the console: it can be switched off and changed, not deleted. */
  isShipped: z.boolean(),
  name: z.string(),
  isEnabled: z.boolean(),
  spec: ruleSpecSchema,
  mutedUntil: z.iso.datetime().nullable(),
  lastMatchedAt: z.iso.datetime().nullable(),
  matchCount: z.int(),
});
export type RuleView = z.infer<typeof ruleSchema>;

export const rules = {
  list: operation({ method: 'GET', path: '/api/v1/rules', summary: 'What is told when', tag }).output(
    z.object({ rules: z.array(ruleSchema), revision: z.int() }),
  ),
  save: operation({ method: 'PUT', path: '/api/v1/rules', summary: 'Adds or changes a rule', tag, scope: 'admin' })
    .input(
      z.strictObject({
        id: z.int().min(1).nullable(),
        name: z.string().trim().min(1).max(120),
        isEnabled: z.boolean(),
        spec: ruleSpecSchema,
      }),
    )
    .output(ruleSchema),
  remove: operation({ method: 'DELETE', path: '/api/v1/rules/{id}', summary: 'Deletes a rule', tag, scope: 'admin' })
    .input(one)
    .output(done),
  /** A shipped rule as it came. */
  reset: operation({
    method: 'POST',
    path: '/api/v1/rules/{id}/reset',
    summary: 'Gives a shipped rule its first form',
    tag,
    scope: 'admin',
  })
    .input(one)
    .output(ruleSchema),
  mute: operation({ method: 'POST', path: '/api/v1/rules/{id}/mute', summary: 'Silences a rule for a while', tag })
    .input(one.extend({ minutes: z.int().min(0).max(10_080) }))
    .output(ruleSchema),
  /** What it would have done on the events of the last hours; nothing is sent. */
  dryRun: operation({
    method: 'POST',
    path: '/api/v1/rules/dry-run',
    summary: 'What a rule would have done',
    tag,
    scope: 'read',
  })
    .input(z.strictObject({ spec: ruleSpecSchema, hours: z.int().min(1).max(168).default(24) }))
    .output(
      z.object({
        considered: z.int(),
        matched: z.int(),
        /** Messages after hours, limits and grouping. */
        wouldTell: z.int(),
        suppressed: z.object({ hours: z.int(), limit: z.int(), grouped: z.int(), inARow: z.int() }),
        /** The newest matches. */
        examples: z.array(
          z.object({ event: eventSchema, outcome: z.enum(['told', 'hours', 'limit', 'grouped', 'in-a-row']) }),
        ),
        isCut: z.boolean(),
      }),
    ),
};
