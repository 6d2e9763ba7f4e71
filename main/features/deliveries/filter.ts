import type { DeliveryFilter } from '#shared/contract/deliveries.ts';

/** A filter as SQL over `d` (deliveries); every value is bound. */
export function whereOf(filter: DeliveryFilter): { sql: string; params: (string | number)[] } {
  const parts: string[] = [];
  const params: (string | number)[] = [];
  const add = (sql: string, ...values: (string | number)[]) => {
    parts.push(sql);
    params.push(...values);
  };
  if (filter.states) add('d.state IN (SELECT value FROM json_each(?))', JSON.stringify(filter.states));
  if (filter.endpointId) add('d.endpoint_id = ?', filter.endpointId);
  if (filter.notificationId) add('d.notification_id = ?', filter.notificationId);
  if (filter.errorCode) add("json_extract(d.error, '$.code') = ?", filter.errorCode);
  if (filter.upToId) add('d.id <= ?', filter.upToId);
  const search = filter.search?.trim();
  if (search) {
    const like = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    const columns = ['payload', 'message', 'subject'].map((column) => String.raw`d.${column} LIKE ? ESCAPE '\'`);
    add(`(${columns.join(' OR ')})`, like, like, like);
  }
  return { sql: parts.length === 0 ? '1' : parts.join(' AND '), params };
}
