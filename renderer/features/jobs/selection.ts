import type { JobSelection } from '#shared/contract/jobs.ts';
import type { JobFilter } from '#shared/domain/job.ts';

/** What is chosen in the table: nothing or some rows by id, or everything that matched when "all" was pressed. */
export type Selection =
  | { readonly kind: 'ids'; readonly ids: ReadonlySet<number>; readonly anchor: number | null }
  | { readonly kind: 'all'; readonly filter: JobFilter; readonly upToId: number; readonly count: number };

export const nothing: Selection = { kind: 'ids', ids: new Set(), anchor: null };

export const isSelected = (selection: Selection, id: number): boolean =>
  selection.kind === 'all' ? id <= selection.upToId : selection.ids.has(id);

export const countSelected = (selection: Selection): number =>
  selection.kind === 'all' ? selection.count : selection.ids.size;

/** One row more or less. Out of "all" one can't be taken (the server knows filters, not exceptions): the rows in sight stay chosen. */
export function toggle(selection: Selection, id: number, inSight: readonly number[]): Selection {
  const ids = new Set(selection.kind === 'all' ? inSight : selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { kind: 'ids', ids, anchor: id };
}

/** Everything between the anchor and `id`, in the order of the table. `order` holds the ids that are loaded. */
export function extendTo(selection: Selection, id: number, order: readonly number[]): Selection {
  const anchor = selection.kind === 'ids' ? (selection.anchor ?? id) : id;
  const from = order.indexOf(anchor);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return { kind: 'ids', ids: new Set([id]), anchor: id };
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { kind: 'ids', ids: new Set([...(selection.kind === 'ids' ? selection.ids : []), ...range]), anchor };
}

export const selectRows = (ids: readonly number[]): Selection => ({
  kind: 'ids',
  ids: new Set(ids),
  anchor: ids[0] ?? null,
});

/** The contract's form; null when nothing is chosen. */
export function toJobSelection(selection: Selection): JobSelection | null {
  if (selection.kind === 'all') return { filter: selection.filter, upToId: selection.upToId };
  return selection.ids.size ? { ids: [...selection.ids] } : null;
}
