import type { DeliveryView } from '#shared/contract/deliveries.ts';
import type { Formats } from '../kit/format.ts';
import type { ErrorWords, Translate } from './language.ts';

type Told = Pick<DeliveryView, 'channel' | 'state' | 'dueAt' | 'endedAt' | 'waitsFor' | 'error' | 'attempts'>;
interface Tools {
  readonly t: Translate;
  readonly format: Pick<Formats, 'time'>;
  readonly words: (error: unknown) => Pick<ErrorWords, 'message'>;
}

/** How one channel's delivery stands, in a phrase: "Telegram 12:00:04", "Slack waits, next try 12:00:30", "E-mail failed: …". */
export function deliveryPhrase(delivery: Told, { t, format, words }: Tools): string {
  const { channel, state } = delivery;
  const error = delivery.error ? words(delivery.error).message : '';
  switch (state) {
    case 'delivered':
      return t('deliveries.phrase.delivered', { channel, time: format.time(delivery.endedAt, true) });
    case 'sending':
      return t('deliveries.phrase.sending', { channel });
    case 'waiting': {
      const why =
        delivery.waitsFor && delivery.waitsFor !== 'time' ? t(`deliveries.waitsFor.${delivery.waitsFor}`) : '';
      const next = delivery.dueAt
        ? t('deliveries.phrase.waitingUntil', { channel, time: format.time(delivery.dueAt, true) })
        : t('deliveries.phrase.waiting', { channel });
      return why ? `${next} (${why})` : next;
    }
    case 'dead':
      return t('deliveries.phrase.dead', { channel, error });
    case 'expired':
      return error
        ? t('deliveries.phrase.expiredFor', { channel, error })
        : t('deliveries.phrase.expired', { channel });
    case 'discarded':
      return t('deliveries.phrase.discarded', { channel });
  }
}
