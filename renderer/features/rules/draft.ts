import type { RuleView } from '#shared/contract/rules.ts';
import { ruleSpecSchema, type Condition, type RuleAction, type RuleSpec } from '#shared/domain/rule.ts';

export interface RuleDraft {
  readonly id: number | null;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly spec: RuleSpec;
}

export const actionKinds = ['notify', 'raise-alert', 'call-webhook', 'add-job'] as const;

/** A new action of a kind, as its form begins. */
export function newAction(kind: RuleAction['do']): RuleAction {
  switch (kind) {
    case 'notify':
      return { do: kind, notification: 'alert', channels: [], fallback: null };
    case 'raise-alert':
      return {
        do: kind,
        severity: 'warning',
        channels: [],
        key: '{{subject}}',
        recoversOn: null,
        remindMinutes: 0,
        escalation: [],
      };
    case 'call-webhook':
      return { do: kind, url: '' };
    case 'add-job':
      return { do: kind, source: '', preset: null };
  }
}

export const emptySpec: RuleSpec = {
  event: 'job.dead',
  conditions: [],
  hours: null,
  quiet: null,
  atMost: null,
  groupSeconds: 0,
  inARow: 1,
  resetsOn: null,
  actions: [newAction('notify')],
};

export const draftOf = (rule: RuleView | null): RuleDraft =>
  rule
    ? { id: rule.id, name: rule.name, isEnabled: rule.isEnabled, spec: rule.spec }
    : { id: null, name: '', isEnabled: true, spec: emptySpec };

/** `true`, `5` and `"5"` as a person types them: what looks like a number or a yes is one. */
export function typedValue(text: string): Condition['value'] {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
}

/** Paths of what is wrong, as `name` or `actions.0.url`. */
export function draftIssues(draft: RuleDraft): readonly string[] {
  const parsed = ruleSpecSchema.safeParse(draft.spec);
  const issues = parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
  const deaf = draft.spec.actions.flatMap((action, index) =>
    action.do === 'notify' && action.channels.length === 0 ? [`actions.${index}.channels`] : [],
  );
  const blank = draft.spec.conditions.flatMap(({ is, value }, index) =>
    is !== 'exists' && (value === undefined || value === '') ? [`conditions.${index}.value`] : [],
  );
  return [...(draft.name.trim() === '' ? ['name'] : []), ...issues, ...deaf, ...blank];
}

export const replaceAt = <T>(items: readonly T[], index: number, item: T): T[] =>
  items.map((old, at) => (at === index ? item : old));
export const removeAt = <T>(items: readonly T[], index: number): T[] => items.filter((_, at) => at !== index);
