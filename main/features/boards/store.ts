import type { Database } from '#platform/database/database.ts';

export interface WidgetValueRow {
  name: string;
  /** JSON. */
  value: string;
  at: number;
}

/** The boards and widget_values tables, one named function a query. The writing ones belong inside `database.write`. */
export function createBoardStore({ connection }: Database) {
  const layout = connection.prepare<[string], string>('SELECT layout FROM boards WHERE place = ?').pluck();
  const save = connection.prepare<[string, string, number]>(
    `INSERT INTO boards (place, layout, changed_at) VALUES (?, ?, ?)
     ON CONFLICT (place) DO UPDATE SET layout = excluded.layout, changed_at = excluded.changed_at`,
  );
  const remove = connection.prepare<[string]>('DELETE FROM boards WHERE place = ?');
  const values = connection.prepare<[], WidgetValueRow>('SELECT name, value, at FROM widget_values ORDER BY name');
  const value = connection.prepare<[string], WidgetValueRow>(
    'SELECT name, value, at FROM widget_values WHERE name = ?',
  );
  const count = connection.prepare<[], number>('SELECT count(*) FROM widget_values').pluck();
  const saveValue = connection.prepare<[string, string, number]>(
    `INSERT INTO widget_values (name, value, at) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at`,
  );
  return {
    findLayout: (place: string): string | null => layout.get(place) ?? null,
    saveLayout: (place: string, json: string, now: number) => void save.run(place, json, now),
    removeLayout: (place: string): boolean => remove.run(place).changes > 0,
    listValues: (): WidgetValueRow[] => values.all(),
    findValue: (name: string): WidgetValueRow | null => value.get(name) ?? null,
    countValues: (): number => count.get() ?? 0,
    saveValue: (name: string, json: string, now: number) => void saveValue.run(name, json, now),
  };
}
