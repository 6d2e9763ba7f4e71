import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Outputs } from '#shared/contract/index.ts';
import type { RuleView } from '#shared/contract/rules.ts';
import { eventTypes } from '#shared/domain/events.ts';
import type { RuleSpec } from '#shared/domain/rule.ts';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { useAct } from '../../app/use-act.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { SelectField, SwitchField, TextField } from '../../kit/Field.tsx';
import { useKitTexts } from '../../kit/texts.ts';
import { ActionFields } from './ActionFields.tsx';
import { ConditionFields } from './ConditionFields.tsx';
import { draftIssues, draftOf, type RuleDraft } from './draft.ts';
import { DryRun } from './DryRun.tsx';
import { LimitFields } from './LimitFields.tsx';
import { useRuleName } from './rule-name.ts';
import styles from './rules.module.css';
import { Sentence } from './Sentence.tsx';
import type { Channels } from './sentence.ts';

interface Tried {
  readonly spec: RuleSpec;
  readonly outcome: Outputs['rules']['dryRun'];
}

function useRuleDraft(rule: RuleView | null, onClose: () => void) {
  const t = useT();
  const client = useClient();
  const [draft, setDraft] = useState<RuleDraft>(() => draftOf(rule));
  const [isTried, setIsTried] = useState(false);
  const [tried, setTried] = useState<Tried | null>(null);
  const issues = draftIssues(draft);
  const dryRun = useMutation({
    mutationFn: (spec: RuleSpec) => client.rules.dryRun({ spec, hours: 24 }),
    onSuccess: (outcome, spec) => setTried({ spec, outcome }),
  });
  const save = useAct(
    () => client.rules.save({ ...draft, name: draft.name.trim() }),
    ({ name }) => {
      onClose();
      return t('rules.saved', { name });
    },
  );
  // A rule that is on is saved only after its outcome has been seen.
  const mustShow = draft.isEnabled && draft.spec !== rule?.spec && tried?.spec !== draft.spec;
  const act = (run: () => void) => {
    setIsTried(true);
    if (issues.length === 0) run();
  };
  return {
    draft,
    setDraft,
    dryRun,
    save,
    tried: tried?.spec === draft.spec ? tried : null,
    mustShow,
    errorAt: (path: string) => (isTried && issues.some((issue) => issue === path) ? t('rules.invalid') : null),
    hasIssues: isTried && issues.length > 0,
    tryOut: () => act(() => dryRun.mutate(draft.spec)),
    submit: () => act(() => (mustShow ? dryRun.mutate(draft.spec) : save.mutate(undefined))),
  };
}

/** Makes or changes a rule. The sentence says what the form means. */
export function RuleDialog({
  rule,
  channels,
  onClose,
}: {
  rule: RuleView | null;
  channels: Channels;
  onClose: () => void;
}) {
  const t = useT();
  const kit = useKitTexts();
  const words = useErrorWords();
  const nameOf = useRuleName();
  const form = useRuleDraft(rule, onClose);
  const { draft, setDraft, errorAt, dryRun, save } = form;
  const setSpec = (changes: Partial<RuleSpec>) => setDraft({ ...draft, spec: { ...draft.spec, ...changes } });
  const failure = dryRun.error ?? save.error;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={rule ? t('rules.editTitle', { name: nameOf(rule) }) : t('rules.add')}
      size={720}
      footer={
        <>
          <Button onClick={onClose}>{kit.cancel}</Button>
          <Button isBusy={dryRun.isPending && !form.mustShow} onClick={form.tryOut}>
            {t('rules.tryOut')}
          </Button>
          <Button
            variant="primary"
            isBusy={save.isPending || (dryRun.isPending && form.mustShow)}
            onClick={form.submit}
          >
            {t(form.mustShow ? 'rules.showFirst' : 'rules.save')}
          </Button>
        </>
      }
    >
      <div className={styles['stack']}>
        <p className={styles['outcome']}>
          <Sentence spec={draft.spec} channels={channels} />.
        </p>
        {rule?.isShipped ? null : (
          <TextField
            label={t('rules.name')}
            value={draft.name}
            maxLength={120}
            error={errorAt('name')}
            onChange={(name) => setDraft({ ...draft, name })}
          />
        )}
        <SelectField
          label={t('rules.event')}
          value={draft.spec.event}
          options={eventTypes.map((value) => ({ value, label: value }))}
          onChange={(event) => setSpec({ event })}
        />
        <ConditionFields
          conditions={draft.spec.conditions}
          errorAt={errorAt}
          onChange={(conditions) => setSpec({ conditions })}
        />
        <LimitFields spec={draft.spec} errorAt={errorAt} onChange={setSpec} />
        <ActionFields
          actions={draft.spec.actions}
          channels={channels}
          errorAt={errorAt}
          onChange={(actions) => setSpec({ actions })}
        />
        <SwitchField
          label={t('rules.enabled')}
          isOn={draft.isEnabled}
          onChange={(isEnabled) => setDraft({ ...draft, isEnabled })}
        />
        {form.tried ? <DryRun outcome={form.tried.outcome} /> : null}
        <div aria-live="polite">
          {form.hasIssues ? <p className={styles['problem']}>{t('rules.lookAbove')}</p> : null}
          {failure ? <p className={styles['problem']}>{words(failure).message}</p> : null}
        </div>
      </div>
    </Dialog>
  );
}
