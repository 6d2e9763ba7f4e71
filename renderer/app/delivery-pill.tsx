import type { DeliveryState } from '#shared/domain/delivery.ts';
import type { Tone } from '../kit/Chip.tsx';
import { StatePill, type Glyph } from '../kit/StatePill.tsx';
import { useT } from './language.ts';

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
