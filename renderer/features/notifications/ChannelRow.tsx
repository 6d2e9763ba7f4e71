import { IconPencil, IconRefresh, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { ChannelView } from '#shared/contract/notifications.ts';
import { useClient } from '../../app/client.ts';
import { deliveryPhrase } from '../../app/delivery-phrase.ts';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { useNow } from '../../app/now.ts';
import { RouteLink } from '../../app/RouteLink.tsx';
import { useAct } from '../../app/use-act.ts';
import { Button, IconButton } from '../../kit/Button.tsx';
import type { Tone } from '../../kit/Chip.tsx';
import { ConfirmDialog } from '../../kit/Dialog.tsx';
import { SwitchField } from '../../kit/Field.tsx';
import { StatePill, type Glyph } from '../../kit/StatePill.tsx';
import { toast } from '../../kit/toasts.ts';
import styles from './notifications.module.css';
import { conditionOf, secondsUntil, type ChannelCondition } from './select.ts';

const looks: Readonly<Record<ChannelCondition, { glyph: Glyph; tone: Tone }>> = {
  off: { glyph: 'stopped', tone: 'neutral' },
  incomplete: { glyph: 'paused', tone: 'waiting' },
  broken: { glyph: 'failed', tone: 'failed' },
  open: { glyph: 'degraded', tone: 'retrying' },
  'half-open': { glyph: 'retrying', tone: 'running' },
  quiet: { glyph: 'waiting', tone: 'waiting' },
  failing: { glyph: 'retrying', tone: 'retrying' },
  ok: { glyph: 'done', tone: 'done' },
  new: { glyph: 'waiting', tone: 'neutral' },
};

/** The channel's state in words, with its countdown, its reason and its cure. */
function Condition({ channel }: { channel: ChannelView }) {
  const t = useT();
  const format = useFormat();
  const words = useErrorWords();
  const nowMs = useNow(1000);
  const { state } = channel;
  const condition = conditionOf(channel, nowMs);
  const until = condition === 'quiet' ? state.quietUntil : state.breakerUntil;
  const label = t(`notificationsPage.condition.${condition}`, { seconds: format.number(secondsUntil(until, nowMs)) });
  const error =
    state.broken ?? (condition === 'ok' || condition === 'new' || condition === 'off' ? null : state.lastError);
  const fact = (key: string, at: string | null) =>
    at ? <span title={format.dateTime(at)}>{t(key, { time: format.relative(at, nowMs) })}</span> : null;
  return (
    <div className={styles['text']}>
      <StatePill {...looks[condition]} label={label} />
      {error ? <p className={styles['problem']}>{words(error).message}</p> : null}
      {condition === 'broken' || condition === 'incomplete' ? (
        <p className="muted">{t(`notificationsPage.cure.${condition}`)}</p>
      ) : null}
      <p className={styles['days']}>
        {fact('notificationsPage.lastOk', state.lastOkAt)}
        {fact('notificationsPage.lastFailed', state.lastFailedAt)}
      </p>
    </div>
  );
}

function Counts({ channel }: { channel: ChannelView }) {
  const t = useT();
  const format = useFormat();
  const { waiting, dead } = channel.state;
  const link = (count: number, state: 'waiting' | 'dead') =>
    count > 0 ? (
      <RouteLink to="/notifications/deliveries" search={{ state, channel: channel.id }}>
        {t(`notificationsPage.${state}`, { count, shown: format.number(count) })}
      </RouteLink>
    ) : null;
  return (
    <div className={styles['days']}>
      {link(waiting, 'waiting')}
      {link(dead, 'dead')}
      {waiting + dead === 0 ? t('notificationsPage.nothingWaits') : null}
    </div>
  );
}

function useTest(channel: ChannelView) {
  const t = useT();
  const format = useFormat();
  const words = useErrorWords();
  const client = useClient();
  return useAct(
    () => client.notifications.testChannel({ id: channel.id }),
    (delivery) => {
      const phrase = deliveryPhrase(delivery, { t, format, words });
      if (delivery.state === 'delivered') return t('notificationsPage.tested', { phrase });
      const error = delivery.error ? ` ${words(delivery.error).message}` : '';
      toast(`${phrase}${delivery.state === 'waiting' ? error : ''}`, { tone: 'failed' });
      return null;
    },
  );
}

/** One channel: how it is and what can be done. */
export function ChannelRow({ channel, onEdit }: { channel: ChannelView; onEdit: () => void }) {
  const t = useT();
  const format = useFormat();
  const client = useClient();
  const [isAsking, setIsAsking] = useState(false);
  const { id, name, sink, isEnabled } = channel;
  const test = useTest(channel);
  const toggle = useAct((isOn: boolean) =>
    client.notifications.saveChannel({ id, sink, name, isEnabled: isOn, fields: {} }),
  );
  const reset = useAct(
    () => client.notifications.resetChannel({ id }),
    () => t('notificationsPage.resetDone', { name }),
  );
  const remove = useAct(
    () => client.notifications.deleteChannel({ id }),
    ({ expired }) => t('notificationsPage.deleted', { name, count: expired, shown: format.number(expired) }),
  );
  const { state } = channel;
  const isHeldBack = state.broken !== null || state.breaker !== 'closed' || state.quietUntil !== null;
  return (
    <li className={styles['channel']}>
      <div className={styles['name']}>
        {name}
        <span>
          {t(`notificationsPage.sink.${sink}`)}
          {channel.isFirst ? ` · ${t('notificationsPage.first')}` : ''}
        </span>
      </div>
      <Condition channel={channel} />
      <Counts channel={channel} />
      <div className={styles['actions']}>
        <SwitchField
          label={t('notificationsPage.switch', { name })}
          isLabelHidden
          isOn={isEnabled}
          isDisabled={toggle.isPending}
          onChange={(isOn) => toggle.mutate(isOn)}
        />
        <Button
          size="small"
          icon={<IconSend size={14} aria-hidden="true" />}
          aria-label={t('notificationsPage.testName', { name })}
          isBusy={test.isPending}
          disabled={!channel.isComplete || !isEnabled}
          onClick={() => test.mutate(undefined)}
        >
          {t('notificationsPage.test')}
        </Button>
        {isHeldBack ? (
          <Button
            size="small"
            icon={<IconRefresh size={14} aria-hidden="true" />}
            aria-label={t('notificationsPage.resetName', { name })}
            isBusy={reset.isPending}
            onClick={() => reset.mutate(undefined)}
          >
            {t('notificationsPage.tryNow')}
          </Button>
        ) : null}
        <Button
          size="small"
          icon={<IconPencil size={14} aria-hidden="true" />}
          aria-label={t('notificationsPage.editName', { name })}
          onClick={onEdit}
        >
          {t('notificationsPage.edit')}
        </Button>
        <IconButton
          size="small"
          label={t('notificationsPage.deleteName', { name })}
          icon={<IconTrash size={14} aria-hidden="true" />}
          onClick={() => setIsAsking(true)}
        />
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        onConfirm={() => remove.mutate(undefined)}
        title={t('notificationsPage.deleteTitle', { name })}
        confirmLabel={t('notificationsPage.delete')}
        isDestructive
      >
        <p>{t('notificationsPage.deleteText', { count: state.waiting, shown: format.number(state.waiting) })}</p>
      </ConfirmDialog>
    </li>
  );
}
