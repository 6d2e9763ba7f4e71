import type { Database } from '../database/database.ts';

export type Place = 'top' | 'up' | 'down' | 'bottom' | { before: number };

interface PlaceRow {
  id: number;
  queue: string;
  priority: number;
  position: number;
}

/** Rows on each side that are spread out again when halving has used up the numbers between two places. */
const spreadCount = 64;

/** The order of waiting jobs of equal priority: a number between its neighbours' numbers. Called inside a write. */
export class JobPlaces {
  readonly #sql;

  constructor({ connection }: Database) {
    const ready =
      "FROM jobs INDEXED BY jobs_ready WHERE queue = ? AND priority = ? AND state = 'queued' AND deleted_at IS NULL";
    const columns = 'SELECT id, queue, priority, position';
    this.#sql = {
      get: connection.prepare<[number], PlaceRow>(`${columns} FROM jobs WHERE id = ?`),
      first: connection.prepare<[string, number], PlaceRow>(`${columns} ${ready} ORDER BY position, id LIMIT 1`),
      last: connection.prepare<[string, number], PlaceRow>(
        `${columns} ${ready} ORDER BY position DESC, id DESC LIMIT 1`,
      ),
      before: connection.prepare<[string, number, number, number, number], PlaceRow>(
        `${columns} ${ready} AND (position, id) < (?, ?) ORDER BY position DESC, id DESC LIMIT ?`,
      ),
      after: connection.prepare<[string, number, number, number, number], PlaceRow>(
        `${columns} ${ready} AND (position, id) > (?, ?) ORDER BY position, id LIMIT ?`,
      ),
      place: connection.prepare('UPDATE jobs SET priority = ?, position = ? WHERE id = ?'),
    };
  }

  /** False where the job is already there. Before a job of another priority it takes that priority too. */
  move(id: number, to: Place): boolean {
    const row = this.#sql.get.get(id);
    if (!row) return false;
    if (typeof to === 'object') return to.before !== id && this.#moveBefore(id, to.before);
    const { queue, priority, position } = row;
    if (to === 'top' || to === 'bottom') {
      const edge = (to === 'top' ? this.#sql.first : this.#sql.last).get(queue, priority);
      if (!edge || edge.id === id) return false;
      this.#sql.place.run(priority, edge.position + (to === 'top' ? -1 : 1), id);
      return true;
    }
    if (to === 'up') {
      const previous = this.#sql.before.get(queue, priority, position, id, 1);
      return previous !== undefined && this.#moveBefore(id, previous.id);
    }
    const [next, afterNext] = this.#sql.after.all(queue, priority, position, id, 2);
    if (!next) return false;
    if (afterNext) return this.#moveBefore(id, afterNext.id);
    this.#sql.place.run(priority, next.position + 1, id);
    return true;
  }

  #moveBefore(id: number, targetId: number): boolean {
    const place = this.#placeBefore(id, targetId) ?? (this.#spread(targetId), this.#placeBefore(id, targetId));
    if (!place) return false;
    this.#sql.place.run(place.priority, place.position, id);
    return true;
  }

  /** Null when no number is left between the target and the one before it. */
  #placeBefore(id: number, targetId: number): { priority: number; position: number } | null {
    const target = this.#sql.get.get(targetId);
    if (!target) return null;
    const { queue, priority, position } = target;
    const previous = this.#sql.before.all(queue, priority, position, targetId, 2).find((row) => row.id !== id);
    if (!previous) return { priority, position: position - 1 };
    const middle = (previous.position + position) / 2;
    return middle > previous.position && middle < position ? { priority, position: middle } : null;
  }

  #spread(aroundId: number): void {
    const around = this.#sql.get.get(aroundId);
    if (!around) return;
    const { queue, priority, position, id } = around;
    const before = this.#sql.before.all(queue, priority, position, id, spreadCount).reverse();
    const after = this.#sql.after.all(queue, priority, position, id, spreadCount);
    const rows = [...before, around, ...after];
    const lowest = rows[0]?.position ?? position;
    const highest = rows.at(-1)?.position ?? position;
    const gap = Math.max(highest - lowest, rows.length) / rows.length;
    rows.forEach((row, index) => this.#sql.place.run(row.priority, lowest + gap * index, row.id));
  }
}
