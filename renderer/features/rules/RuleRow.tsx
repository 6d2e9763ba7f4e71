import { IconBell, IconBellOff, IconPencil, IconRestore, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { RuleView } from '#shared/contract/rules.ts';
import { useClient } from '../../app/client.ts';
import { useFormat, useT } from '../../app/language.ts';
import { useNow } from '../../app/now.ts';
import { useAct } from '../../app/use-act.ts';
import { Button, IconButton } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { ConfirmDialog } from '../../kit/Dialog.tsx';
import { SwitchField } from '../../kit/Field.tsx';
import { Menu } from '../../kit/Menu.tsx';
import styles from './rules.module.css';
import { Sentence } from './Sentence.tsx';
import type { Channels } from './sentence.ts';
import { useRuleName } from './rule-name.ts';
import { SwitchOnDialog } from './SwitchOnDialog.tsx';

const spans = [60, 480, 1440] as const;

function useRuleActs(rule: RuleView) {
  const t = useT();
  const format = useFormat();
  const client = useClient();
  const { id, spec } = rule;
  const name = useRuleName()(rule);
  return {
    toggle: useAct((isEnabled: boolean) => client.rules.save({ id, name: rule.name, isEnabled, spec })),
    mute: useAct(
      (minutes: number) => client.rules.mute({ id, minutes }),
      ({ mutedUntil }) =>
        mutedUntil
          ? t('rules.muted', { name, time: format.when(mutedUntil, Date.now()) })
          : t('rules.unmuted', { name }),
    ),
    reset: useAct(
      () => client.rules.reset({ id }),
      () => t('rules.resetDone', { name }),
    ),
    remove: useAct(
      () => client.rules.remove({ id }),
      () => t('rules.deleted', { name }),
    ),
  };
}

function MuteButton({ rule, act }: { rule: RuleView; act: ReturnType<typeof useRuleActs>['mute'] }) {
  const t = useT();
  const format = useFormat();
  const nowMs = useNow(10_000);
  const name = useRuleName()(rule);
  const isMuted = rule.mutedUntil !== null && Date.parse(rule.mutedUntil) > nowMs;
  if (isMuted)
    return (
      <Button
        size="small"
        icon={<IconBell size={14} aria-hidden="true" />}
        aria-label={t('rules.unmuteName', { name })}
        isBusy={act.isPending}
        onClick={() => act.mutate(0)}
      >
        {t('rules.unmute', { time: format.when(rule.mutedUntil, nowMs) })}
      </Button>
    );
  return (
    <Menu
      trigger={
        <Button
          size="small"
          icon={<IconBellOff size={14} aria-hidden="true" />}
          aria-label={t('rules.muteName', { name })}
          isBusy={act.isPending}
        >
          {t('rules.mute')}
        </Button>
      }
      entries={spans.map((minutes) => ({
        id: String(minutes),
        label: format.duration(minutes * 60_000),
        onSelect: () => act.mutate(minutes),
      }))}
    />
  );
}

/** One rule: the sentence, how often it matched, and what can be done. */
export function RuleRow({ rule, channels, onEdit }: { rule: RuleView; channels: Channels; onEdit: () => void }) {
  const t = useT();
  const format = useFormat();
  const nowMs = useNow(30_000);
  const [asking, setAsking] = useState<'delete' | 'reset' | 'on' | null>(null);
  const acts = useRuleActs(rule);
  const name = useRuleName()(rule);
  const close = () => setAsking(null);
  return (
    <li className={styles['rule']}>
      <SwitchField
        label={t('rules.switch', { name })}
        isLabelHidden
        isOn={rule.isEnabled}
        isDisabled={acts.toggle.isPending}
        onChange={(isOn) => (isOn ? setAsking('on') : acts.toggle.mutate(false))}
      />
      <div className={styles['text']}>
        <div className={styles['head']}>
          <h3>{name}</h3>
          {rule.isShipped ? <Chip>{t('rules.shipped')}</Chip> : null}
          {rule.isEnabled ? null : <Chip>{t('rules.off')}</Chip>}
        </div>
        <p>
          <Sentence spec={rule.spec} channels={channels} />.
        </p>
        <p className="muted">
          {rule.lastMatchedAt
            ? t('rules.matched', {
                count: rule.matchCount,
                shown: format.number(rule.matchCount),
                time: format.relative(rule.lastMatchedAt, nowMs),
              })
            : t('rules.neverMatched')}
        </p>
      </div>
      <div className={styles['actions']}>
        <MuteButton rule={rule} act={acts.mute} />
        <Button
          size="small"
          icon={<IconPencil size={14} aria-hidden="true" />}
          aria-label={t('rules.editName', { name })}
          onClick={onEdit}
        >
          {t('rules.edit')}
        </Button>
        {rule.isShipped ? (
          <IconButton
            size="small"
            label={t('rules.resetName', { name })}
            icon={<IconRestore size={14} aria-hidden="true" />}
            onClick={() => setAsking('reset')}
          />
        ) : (
          <IconButton
            size="small"
            label={t('rules.deleteName', { name })}
            icon={<IconTrash size={14} aria-hidden="true" />}
            onClick={() => setAsking('delete')}
          />
        )}
      </div>
      <ConfirmDialog
        isOpen={asking === 'delete'}
        onClose={close}
        onConfirm={() => acts.remove.mutate(undefined)}
        title={t('rules.deleteTitle', { name })}
        confirmLabel={t('rules.delete')}
        isDestructive
      >
        <p>{t('rules.deleteText')}</p>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asking === 'reset'}
        onClose={close}
        onConfirm={() => acts.reset.mutate(undefined)}
        title={t('rules.resetTitle', { name })}
        confirmLabel={t('rules.reset')}
      >
        <p>{t('rules.resetText')}</p>
      </ConfirmDialog>
      {asking === 'on' ? (
        <SwitchOnDialog rule={rule} onClose={close} onConfirm={() => acts.toggle.mutate(true)} />
      ) : null}
    </li>
  );
}
