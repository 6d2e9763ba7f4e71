import { z } from 'zod';
import { widgetSchema, type Board, type Widget } from '#shared/contract/boards.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { Outputs } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import type { LiveFeed } from '#platform/events/live-feed.ts';
import { defaultBoards, type BoardPlace } from './default-board.ts';
import { createBoardStore, type WidgetValueRow } from './store.ts';

interface BoardsDeps {
  database: Database;
  events: EventLog;
  clock: Clock;
  feed: Pick<LiveFeed, 'revision'>;
}

export type BoardsService = ReturnType<typeof createBoardsService>;

type WidgetValue = Outputs['boards']['setValue'];

/** Far more than a board shows: a caller that makes up names can't fill the database. */
const maxValues = 500;
const layoutSchema = z.array(widgetSchema);
const valueSchema = z.union([z.number(), z.string()]);

/** How the Overview is arranged (A55, A56) and the figures that others hand in for it (A57). */
export function createBoardsService({ database, events, clock, feed }: BoardsDeps) {
  const store = createBoardStore(database);
  const read = (place: BoardPlace): Board => {
    const kept = keptLayout(store.findLayout(place));
    return { place, widgets: kept ?? [...defaultBoards[place]], isDefault: kept === null };
  };

  return {
    get: read,

    async save(place: BoardPlace, widgets: readonly Widget[], { actor, trace }: CallContext): Promise<Board> {
      check(widgets);
      await database.write(() => {
        store.saveLayout(place, JSON.stringify(widgets), clock.now());
        events.append({ type: 'board.saved', subject: `board:${place}`, data: { actor }, trace });
      });
      return read(place);
    },

    async reset(place: BoardPlace, { actor, trace }: CallContext): Promise<Board> {
      await database.write(() => {
        if (!store.removeLayout(place)) return;
        events.append({ type: 'board.saved', subject: `board:${place}`, data: { actor, isReset: true }, trace });
      });
      return read(place);
    },

    values(): Outputs['boards']['values'] {
      const { revision } = feed;
      return { values: store.listValues().map(toValue), revision };
    },

    async setValue(name: string, value: number | string, { trace }: CallContext): Promise<WidgetValue> {
      return database.write(() => {
        const before = store.findValue(name);
        if (!before && store.countValues() >= maxValues) {
          throw new AppError('widget-invalid', { reason: `too-many-values:${maxValues}` });
        }
        const json = JSON.stringify(value);
        const at = clock.now();
        store.saveValue(name, json, at);
        // A sender that repeats itself every second must not fill the log.
        if (before?.value !== json) {
          events.append({ type: 'widget.value-changed', subject: `widget:${name}`, data: { value }, trace });
        }
        return toValue({ name, value: json, at });
      });
    },
  };
}

function check(widgets: readonly Widget[]): void {
  const ids = new Set<string>();
  for (const { id, kind, source } of widgets) {
    if (ids.has(id)) throw new AppError('widget-invalid', { reason: `duplicate-id:${id}` });
    ids.add(id);
    if (kind === 'value' && !source) throw new AppError('widget-invalid', { reason: `no-source:${id}` });
  }
}

/** A layout that this version can't read (another version wrote it) gives way to the default; its row stays. */
function keptLayout(json: string | null): Widget[] | null {
  if (json === null) return null;
  try {
    return layoutSchema.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}

const toValue = ({ name, value, at }: WidgetValueRow): WidgetValue => ({
  name,
  value: valueSchema.parse(JSON.parse(value)),
  at: new Date(at).toISOString(),
});
