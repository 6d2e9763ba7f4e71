import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { defaultPresetId } from '#shared/domain/recipe.ts';
import { priorityRange } from '#shared/domain/job.ts';
import { useClient } from '../../app/client.ts';
import { usePresets } from '../../app/presets.ts';
import type { Order } from './add-videos.ts';
import { isSameRecipe, toDraft, toRecipe, type RecipeDraft } from './recipe-draft.ts';

export type StartMode = 'now' | 'later' | 'held';

export interface OrderState {
  readonly presetId: string;
  readonly setPresetId: (id: string) => void;
  /** Null: the preset as it is. */
  readonly draft: RecipeDraft | null;
  readonly setDraft: (draft: RecipeDraft | null) => void;
  readonly priority: number | null;
  readonly setPriority: (priority: number | null) => void;
  readonly start: StartMode;
  readonly setStart: (start: StartMode) => void;
  /** Local time, as `datetime-local` writes it. */
  readonly startAt: string;
  readonly setStartAt: (at: string) => void;
  readonly isPriorityValid: boolean;
  readonly isStartValid: boolean;
  /** For the next time; the preset stays chosen. */
  readonly reset: () => void;
  /** Null while something is wrong. */
  readonly value: Order | null;
}

/** What is to be done with the sources: preset or own recipe, priority, when. */
export function useOrder(): OrderState {
  const client = useClient();
  const { presets } = usePresets();
  const { data } = useQuery({
    queryKey: ['settings', 'list'],
    queryFn: ({ signal }) => client.settings.list(undefined, { signal }),
  });
  const preferred = data?.settings.find(({ key }) => key === 'defaultPreset')?.value;
  const [chosen, setChosen] = useState<string | null>(null);
  const [draft, setDraft] = useState<RecipeDraft | null>(null);
  const [priority, setPriority] = useState<number | null>(0);
  const [start, setStart] = useState<StartMode>('now');
  const [startAt, setStartAt] = useState('');
  const presetId = chosen ?? (typeof preferred === 'string' ? preferred : defaultPresetId);
  const preset = presets.find(({ id }) => id === presetId);
  const recipe = draft && toRecipe(draft);
  const isPriorityValid =
    priority !== null &&
    Number.isInteger(priority) &&
    priority >= priorityRange.lowest &&
    priority <= priorityRange.highest;
  const atMs = Date.parse(startAt);
  const isStartValid = start !== 'later' || Number.isFinite(atMs);
  const isValid = isPriorityValid && isStartValid && (draft === null || recipe !== null);
  const isOwn = recipe !== null && !isSameRecipe(recipe, preset?.recipe ?? null);
  return {
    presetId,
    setPresetId: (id) => {
      setChosen(id);
      const next = presets.find((item) => item.id === id);
      if (draft && next) setDraft(toDraft(next.recipe));
    },
    draft,
    setDraft,
    priority,
    setPriority,
    start,
    setStart,
    startAt,
    setStartAt,
    isPriorityValid,
    isStartValid,
    reset: () => {
      setDraft(null);
      setStart('now');
      setPriority(0);
    },
    value: isValid
      ? {
          ...(isOwn ? { recipe } : { preset: presetId }),
          priority: priority ?? 0,
          ...(start === 'later' && { runAt: new Date(atMs).toISOString() }),
          ...(start === 'held' && { held: true }),
        }
      : null,
  };
}
