import type { SinkKind } from '#shared/domain/channel.ts';
import type { Connection } from '#platform/database/database.ts';

/** The name that this feature's endpoints and deliveries carry. */
export const ownerName = 'notifications';

export interface ChannelRow {
  id: number;
  sink: SinkKind;
  name: string;
  is_enabled: number;
  config: string;
  policy: string;
  deleted_at: number | null;
}

/** The SQL of the endpoints that are channels. What the engine writes there (breaker, refusals) is not touched. */
export function createChannelStore(connection: Connection) {
  const columns = 'id, sink, name, is_enabled, config, policy, deleted_at';
  const all = connection.prepare<[], ChannelRow>(
    `SELECT ${columns} FROM endpoints WHERE owner = '${ownerName}' AND deleted_at IS NULL ORDER BY id`,
  );
  const one = connection.prepare<[number], ChannelRow>(
    `SELECT ${columns} FROM endpoints WHERE id = ? AND owner = '${ownerName}'`,
  );
  const first = connection
    .prepare<[string], number>(
      `SELECT min(id) FROM endpoints WHERE owner = '${ownerName}' AND sink = ? AND deleted_at IS NULL`,
    )
    .pluck();
  const ever = connection
    .prepare<[string], number>(`SELECT count(*) FROM endpoints WHERE owner = '${ownerName}' AND sink = ?`)
    .pluck();
  const insert = connection.prepare<[string, string, number, string, string, number, number]>(
    `INSERT INTO endpoints (sink, owner, name, is_enabled, config, policy, created_at, changed_at)
     VALUES (?, '${ownerName}', ?, ?, ?, ?, ?, ?)`,
  );
  const update = connection.prepare<[string, number, string, string, number, number]>(
    'UPDATE endpoints SET name = ?, is_enabled = ?, config = ?, policy = ?, changed_at = ? WHERE id = ?',
  );
  const remove = connection.prepare<[number, number, number]>(
    'UPDATE endpoints SET deleted_at = ?, is_enabled = 0, changed_at = ? WHERE id = ?',
  );
  return {
    list: () => all.all(),
    get: (id: number) => one.get(id),
    firstOf: (sink: string): number | null => first.get(sink) ?? null,
    /** Whether there was one once, even if it is deleted: what somebody deleted does not come back by itself. */
    wasEver: (sink: string) => (ever.get(sink) ?? 0) > 0,
    insert: (row: Omit<ChannelRow, 'id' | 'deleted_at'>, at: number): number =>
      Number(insert.run(row.sink, row.name, row.is_enabled, row.config, row.policy, at, at).lastInsertRowid),
    update: (row: Omit<ChannelRow, 'sink' | 'deleted_at'>, at: number) =>
      update.run(row.name, row.is_enabled, row.config, row.policy, at, row.id),
    remove: (id: number, at: number) => remove.run(at, at, id),
  };
}
export type ChannelStore = ReturnType<typeof createChannelStore>;
