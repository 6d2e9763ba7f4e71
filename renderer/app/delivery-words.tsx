import type { DeliveryView } from '#shared/contract/deliveries.ts';
import type { DeliveryState } from '#shared/domain/delivery.ts';
import type { Tone } from '../kit/Chip.tsx';
import type { Formats } from '../kit/format.ts';
import { StatePill, type Glyph } from '../kit/StatePill.tsx';
import { useT, type ErrorWords, type Translate } from './language.ts';

const looks: Readonly<Record<DeliveryState, { glyph: Glyph; tone: Tone }>> = {
  waiting: { glyph: 'waiting', tone: 'waiting' },
  sending: { glyph: 'running', tone: 'running' },
  delivered: { glyph: 'done', tone: 'done' },
  dead: { glyph: 'dead', tone: 'dead' },
  expired: { glyph: 'cancelled', tone: 'neutral' },
  discarded: { glyph: 'stopped', tone: 'neutral' },
};
export const deliveryLook = (state: DeliveryState): { glyph: Glyph; tone: Tone } => looks[state];

/** A delivery's state as icon and word. */
export function DeliveryPill({ state }: { state: DeliveryState }) {
  const t = useT();
  return <StatePill {...looks[state]} label={t(`deliveries.state.${state}`)} />;
}

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
