import type { Connection } from '#platform/database/database.ts';

export interface ScheduleRow {
  id: number;
  shipped_key: string | null;
  name: string;
  is_enabled: number;
  cron: string;
  time_zone: string;
  days: number;
  considered_until: number;
}

interface RunRow {
  key: string;
  ran_at: number;
  is_late: number;
}

export function createScheduleStore(connection: Connection) {
  const all = connection.prepare<[], ScheduleRow>('SELECT * FROM schedules ORDER BY id');
  const one = connection.prepare<[number], ScheduleRow>('SELECT * FROM schedules WHERE id = ?');
  const ship = connection.prepare<[string, string, string, number, number]>(
    `INSERT INTO schedules (shipped_key, name, cron, considered_until, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (shipped_key) DO NOTHING`,
  );
  const insert = connection.prepare<[string, number, string, string, number, number, number]>(
    `INSERT INTO schedules (name, is_enabled, cron, time_zone, days, considered_until, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = connection.prepare<[string, number, string, string, number, number, number]>(
    'UPDATE schedules SET name = ?, is_enabled = ?, cron = ?, time_zone = ?, days = ?, considered_until = ? WHERE id = ?',
  );
  const consider = connection.prepare<[number, number]>('UPDATE schedules SET considered_until = ? WHERE id = ?');
  const remove = connection.prepare<[number]>('DELETE FROM schedules WHERE id = ?');
  const addRun = connection.prepare<[number, string, number, number, number]>(
    `INSERT INTO schedule_runs (schedule_id, key, planned_at, ran_at, is_late) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const hasRun = connection
    .prepare<[number, string], number>('SELECT 1 FROM schedule_runs WHERE schedule_id = ? AND key = ?')
    .pluck();
  const lastRun = connection.prepare<[number], RunRow>(
    'SELECT key, ran_at, is_late FROM schedule_runs WHERE schedule_id = ? ORDER BY key DESC LIMIT 1',
  );
  return {
    list: () => all.all(),
    get: (id: number) => one.get(id),
    ship: (key: string, name: string, cron: string, at: number) => ship.run(key, name, cron, at, at),
    insert: (row: Omit<ScheduleRow, 'id' | 'shipped_key'>, at: number) =>
      Number(
        insert.run(row.name, row.is_enabled, row.cron, row.time_zone, row.days, row.considered_until, at)
          .lastInsertRowid,
      ),
    update: (row: Omit<ScheduleRow, 'shipped_key'>) =>
      update.run(row.name, row.is_enabled, row.cron, row.time_zone, row.days, row.considered_until, row.id),
    consider: (id: number, until: number) => consider.run(until, id),
    remove: (id: number) => remove.run(id),
    /** Whether it was the first of its key. */
    addRun: (id: number, run: { key: string; at: number; ranAt: number; isLate: boolean }) =>
      addRun.run(id, run.key, run.at, run.ranAt, Number(run.isLate)).changes > 0,
    hasRun: (id: number, key: string) => hasRun.get(id, key) !== undefined,
    lastRun: (id: number) => lastRun.get(id),
  };
}
