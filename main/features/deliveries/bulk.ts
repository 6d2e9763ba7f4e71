import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DeliveryFilter, DeliverySelection } from '#shared/contract/deliveries.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { Database } from '#platform/database/database.ts';
import type { ReadQueries } from '#platform/database/read-queries.ts';
import { whereOf } from './filter.ts';

const batch = 100;

/**
 * Changes each delivery of a selection in a savepoint of its own, a batch at a time so that the loop stays free. What has moved on
 * meanwhile is skipped and counted.
 */
export async function changeDeliveries(
  { database, query }: { database: Database; query: ReadQueries },
  of: DeliverySelection,
  change: (id: number) => void,
): Promise<{ changed: number; skipped: number }> {
  const total = { changed: 0, skipped: 0 };
  const apply = async (ids: readonly number[]) => {
    const done = await Promise.all(ids.map((id) => changeOne(database, () => change(id))));
    const changed = done.filter(Boolean).length;
    total.changed += changed;
    total.skipped += ids.length - changed;
  };
  if ('ids' in of) {
    await apply([...new Set(of.ids)]);
    return total;
  }
  for (let after = 0; ;) {
    const ids = await readIds(query, of.filter, after);
    await apply(ids);
    if (ids.length < batch) return total;
    after = ids.at(-1) ?? after;
    await nextTurn();
  }
}

async function changeOne(database: Database, change: () => void): Promise<boolean> {
  try {
    await database.write(change);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('delivery-')) return false;
    throw error;
  }
}

async function readIds(query: ReadQueries, filter: DeliveryFilter, after: number): Promise<number[]> {
  const where = whereOf(filter);
  const rows = await query.run<{ id: number }[]>({
    sql: `SELECT d.id FROM deliveries AS d WHERE ${where.sql} AND d.id > ? ORDER BY d.id LIMIT ${batch}`,
    params: [...where.params, after],
    mode: 'all',
  });
  return rows.map(({ id }) => id);
}
