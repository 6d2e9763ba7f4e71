import { expect, test } from 'vitest';
import type { EventView } from '#shared/domain/events.ts';
import { allScopes } from '#platform/callers.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { createBoardsService } from '../../main/features/boards/service.ts';
import { ManualClock } from '../helpers/clock.ts';
import { openTestDatabase, temporaryFolder } from '../helpers/database.ts';

const by = { actor: 'window', via: 'window', scopes: allScopes, trace: 'trace-1', language: 'es' } as const;
const running = { id: 'a', kind: 'running', width: 6, height: 4, source: null } as const;

function openBoards(folder = temporaryFolder()) {
  const clock = new ManualClock();
  const database = openTestDatabase(folder);
  const events = new EventLog(database, clock);
  const heard: EventView[] = [];
  events.subscribe((list) => heard.push(...list));
  const create = () => createBoardsService({ database, events, clock, feed: { revision: 7 } });
  return { boards: create(), create, database, heard };
}

test('an arranged board outlives a restart, and a reset gives the first form back', async () => {
  const { boards, create, heard } = openBoards();
  const first = boards.get('overview');
  expect(first.isDefault).toBe(true);
  const saved = await boards.save('overview', [running], by);
  expect(saved).toEqual({ place: 'overview', widgets: [running], isDefault: false });
  expect(create().get('overview')).toEqual(saved);
  expect(await boards.reset('overview', by)).toEqual(first);
  expect(heard.map((event) => [event.type, event.subject])).toEqual([
    ['board.saved', 'board:overview'],
    ['board.saved', 'board:overview'],
  ]);
});

test('a board with two widgets of one id, or a value without a source, is refused and the old one stays', async () => {
  const { boards, heard } = openBoards();
  await boards.save('overview', [running], by);
  const value = { ...running, kind: 'value' } as const;
  for (const widgets of [[running, running], [value]]) {
    await expect(boards.save('overview', widgets, by)).rejects.toMatchObject({ code: 'widget-invalid' });
  }
  expect(boards.get('overview').widgets).toEqual([running]);
  expect(heard).toHaveLength(1);
});

test('a layout that cannot be read gives way to the default board', async () => {
  const { boards, database } = openBoards();
  for (const layout of ['{', '[{"id":"a","kind":"of-a-later-version"}]']) {
    await database.write(
      () => void database.connection.prepare("INSERT OR REPLACE INTO boards VALUES ('overview', ?, 0)").run(layout),
    );
    expect(boards.get('overview').isDefault).toBe(true);
  }
});

test('a figure handed in is told once for each new value, with the revision from before it was read', async () => {
  const { boards, heard } = openBoards();
  await boards.setValue('ventas', 41, by);
  await boards.setValue('ventas', 42, by);
  await boards.setValue('ventas', 42, by);
  const { values, revision } = boards.values();
  expect(values).toMatchObject([{ name: 'ventas', value: 42 }]);
  expect(revision).toBe(7);
  expect(heard.map((event) => event.data['value'])).toEqual([41, 42]);
});

test('names beyond the limit are refused, those that are known still take values', async () => {
  const { boards } = openBoards();
  await Promise.all(Array.from({ length: 500 }, (_, index) => boards.setValue(`n${index}`, index, by)));
  await expect(boards.setValue('one-more', 1, by)).rejects.toMatchObject({ code: 'widget-invalid' });
  expect((await boards.setValue('n3', 'tres', by)).value).toBe('tres');
});
