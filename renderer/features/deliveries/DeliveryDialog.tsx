import { useState } from 'react';
import type { Outputs } from '#shared/contract/index.ts';
import { useClient } from '../../app/client.ts';
import { deliveryPhrase } from '../../app/delivery-phrase.ts';
import { DeliveryPill } from '../../app/delivery-pill.tsx';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { Loaded } from '../../app/Loaded.tsx';
import { useAct } from '../../app/use-act.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextAreaField, TextField } from '../../kit/Field.tsx';
import { useKitTexts } from '../../kit/texts.ts';
import { canDiscard, canEdit, canReplay } from './address.ts';
import styles from './deliveries.module.css';
import { useDelivery, useDeliveryActs } from './use-deliveries.ts';

type Detail = Outputs['deliveries']['get'];

function Raw({ label, text }: { label: string; text: string | null }) {
  if (text === null || text === '') return null;
  return (
    <>
      <h4>{label}</h4>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key */}
      <pre className={styles['raw']} role="region" aria-label={label} tabIndex={0}>
        {text}
      </pre>
    </>
  );
}

function Attempts({ delivery }: { delivery: Detail }) {
  const t = useT();
  const format = useFormat();
  const words = useErrorWords();
  if (delivery.history.length === 0) return <p className="muted">{t('deliveries.noAttempts')}</p>;
  return (
    <ol reversed>
      {delivery.history.toReversed().map((attempt) => (
        <li key={attempt.number} className={styles['attempt']}>
          <details>
            <summary>
              {t('deliveries.attempt', { number: attempt.number })} · {format.dateTime(attempt.startedAt)} ·{' '}
              {t(`deliveries.outcome.${attempt.outcome}`)}
              {attempt.status === null ? '' : ` · ${attempt.status}`}
              {attempt.durationMs === null ? '' : ` · ${format.duration(attempt.durationMs)}`}
            </summary>
            <Raw label={t('deliveries.request')} text={attempt.request} />
            <Raw label={t('deliveries.answer')} text={attempt.answer} />
          </details>
          {attempt.error ? <p className="muted">{words(attempt.error).message}</p> : null}
        </li>
      ))}
    </ol>
  );
}

/** Title and text, to be changed before it goes again. */
function MessageForm({ delivery, onDone }: { delivery: Detail; onDone: () => void }) {
  const t = useT();
  const kit = useKitTexts();
  const client = useClient();
  const { id, message, state } = delivery;
  const [title, setTitle] = useState(message?.title ?? '');
  const [body, setBody] = useState(message?.body ?? '');
  const save = useAct(
    async (isSent: boolean) => {
      await client.deliveries.edit({ id, title, body });
      if (isSent) await client.deliveries.replay({ ids: [id] });
      return isSent;
    },
    (isSent) => {
      onDone();
      return t(isSent ? 'deliveries.editedSent' : 'deliveries.edited');
    },
  );
  return (
    <>
      <TextField label={t('notificationsPage.titleField')} value={title} maxLength={500} onChange={setTitle} />
      <TextAreaField label={t('notificationsPage.bodyField')} value={body} rows={6} onChange={setBody} />
      <div className={styles['filters']}>
        <Button onClick={onDone}>{kit.cancel}</Button>
        <Button isBusy={save.isPending && !save.variables} onClick={() => save.mutate(false)}>
          {t('notificationsPage.save')}
        </Button>
        {canReplay(state) ? (
          <Button variant="primary" isBusy={save.isPending && save.variables} onClick={() => save.mutate(true)}>
            {t('deliveries.saveAndSend')}
          </Button>
        ) : null}
      </div>
    </>
  );
}

function Facts({ delivery }: { delivery: Detail }) {
  const t = useT();
  const format = useFormat();
  const words = useErrorWords();
  const facts: readonly (readonly [string, string | null])[] = [
    ['now', deliveryPhrase(delivery, { t, format, words })],
    ['subject', delivery.subject],
    ['created', format.dateTime(delivery.createdAt)],
    ['expires', delivery.expiresAt ? format.dateTime(delivery.expiresAt) : null],
    ['events', delivery.eventCount > 1 ? format.number(delivery.eventCount) : null],
    ['key', delivery.idempotencyKey],
    ['trace', delivery.trace],
  ];
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{t(`deliveries.fact.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Content({ delivery, onDiscard }: { delivery: Detail; onDiscard: () => void }) {
  const t = useT();
  const [isEditing, setIsEditing] = useState(false);
  const { replay } = useDeliveryActs();
  const { id, state, message } = delivery;
  return (
    <div className={styles['stack']}>
      <div className={styles['breakers']}>
        <DeliveryPill state={state} />
        {canReplay(state) ? (
          <Button size="small" isBusy={replay.isPending} onClick={() => replay.mutate({ ids: [id] })}>
            {t('deliveries.replay')}
          </Button>
        ) : null}
        {canEdit(state) && !isEditing ? (
          <Button size="small" onClick={() => setIsEditing(true)}>
            {t('deliveries.editMessage')}
          </Button>
        ) : null}
        {canDiscard(state) ? (
          <Button size="small" variant="danger" onClick={onDiscard}>
            {t('deliveries.discard')}
          </Button>
        ) : null}
      </div>
      <Facts delivery={delivery} />
      <section className={styles['stack']}>
        <h3>{t('deliveries.message')}</h3>
        {isEditing ? (
          <MessageForm delivery={delivery} onDone={() => setIsEditing(false)} />
        ) : message ? (
          <Raw label={message.title} text={message.body} />
        ) : (
          <>
            <p className="muted">{t('deliveries.notComposed')}</p>
            <Raw label={t('deliveries.payload')} text={JSON.stringify(delivery.payload, null, 2)} />
          </>
        )}
      </section>
      <section>
        <h3>{t('deliveries.attempts')}</h3>
        <Attempts delivery={delivery} />
      </section>
    </div>
  );
}

/** One delivery: what was to be said, and what each try sent and got back. */
export function DeliveryDialog({
  id,
  onClose,
  onDiscard,
}: {
  id: number;
  onClose: () => void;
  onDiscard: (id: number) => void;
}) {
  const t = useT();
  const query = useDelivery(id);
  const channel = query.data?.channel ?? '';
  return (
    <Dialog isOpen onClose={onClose} title={t('deliveries.oneTitle', { id, channel })} size={760}>
      <Loaded query={query} rows={8}>
        {(delivery) => <Content delivery={delivery} onDiscard={() => onDiscard(delivery.id)} />}
      </Loaded>
    </Dialog>
  );
}
