import { z } from 'zod';
import type { DeliveryFilter } from '#shared/contract/deliveries.ts';
import { deliveryStates, type DeliveryState } from '#shared/domain/delivery.ts';

/** What the page shows, as its address says it. */
export interface DeliveryAddress {
  readonly state: DeliveryState | 'all';
  readonly channel: number | null;
  readonly error: string | null;
  readonly search: string;
  /** The delivery that is open. */
  readonly open: number | null;
}

const text = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).slice(0, 200))
  .nullable()
  .catch(null)
  .default(null);
const id = z.coerce.number().int().min(1).nullable().catch(null).default(null);
const schema = z.object({
  state: z
    .enum(['all', ...deliveryStates])
    .catch('dead')
    .default('dead'),
  channel: id,
  error: text,
  q: text,
  id,
});

/** Reads the address; what makes no sense is left out. Dead ones are shown first: they are what waits for somebody. */
export function parseAddress(search: unknown): DeliveryAddress {
  const { q, id: open, ...rest } = schema.parse(typeof search === 'object' && search !== null ? search : {});
  return { ...rest, search: q ?? '', open };
}

/** The search part that `parseAddress` reads back; undefined takes a part away. */
export const writeAddress = ({
  state,
  channel,
  error,
  search,
  open,
}: DeliveryAddress): Record<string, string | number | undefined> => ({
  state: state === 'dead' ? undefined : state,
  channel: channel ?? undefined,
  error: error ?? undefined,
  q: search.trim() || undefined,
  id: open ?? undefined,
});

export const toFilter = ({ state, channel, error, search }: DeliveryAddress): DeliveryFilter => ({
  ...(state === 'all' ? {} : { states: [state] }),
  ...(channel === null ? {} : { endpointId: channel }),
  ...(error === null ? {} : { errorCode: error }),
  ...(search.trim() ? { search: search.trim() } : {}),
});

export const hasFilters = ({ channel, error, search }: DeliveryAddress): boolean =>
  channel !== null || error !== null || search.trim() !== '';

export const canReplay = (state: DeliveryState): boolean => ['dead', 'expired', 'discarded'].includes(state);
export const canDiscard = (state: DeliveryState): boolean => ['dead', 'waiting'].includes(state);
export const canEdit = (state: DeliveryState): boolean => state !== 'delivered' && state !== 'sending';
