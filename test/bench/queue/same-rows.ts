import assert from 'node:assert/strict';
import Sqlite from 'better-sqlite3';

/** Differ by nature: ids, moments, random traces and who worked. */
const free = new Set(['id', 'position', 'trace', 'worker', 'run_ms', 'job_id', 'subject']);

/**
 * Throws unless both files hold the same rows for a job's whole life, column by column: what the limit leaves out would be an
 * advantage that the product can't have.
 */
export function assertSameRows(limitFile: string, productFile: string): void {
  assert.deepEqual(lifeOf(productFile), lifeOf(limitFile));
  assert.deepEqual(schemaOf(productFile), schemaOf(limitFile));
}

function lifeOf(file: string) {
  const connection = new Sqlite(file, { readonly: true });
  const id = connection.prepare("SELECT max(id) FROM jobs WHERE state = 'succeeded'").pluck().get();
  const rows = (sql: string, key: unknown) => connection.prepare<unknown[], Row>(sql).all(key).map(shapeOf);
  const life = {
    job: rows('SELECT * FROM jobs WHERE id = ?', id),
    attempts: rows('SELECT * FROM attempts WHERE job_id = ?', id),
    events: rows('SELECT * FROM events WHERE subject = ? ORDER BY id', `job:${String(id)}`),
  };
  connection.close();
  return life;
}

type Row = Record<string, unknown>;

const shapeOf = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, isFree(key, value) ? typeof value : value]));

/** Times count as present or absent. The run's duration also stands in its event. */
const isFree = (key: string, value: unknown): boolean =>
  value !== null &&
  (free.has(key) || /_at$|_until$|^at$/.test(key) || (typeof value === 'string' && value.includes('runMs')));

function schemaOf(file: string): unknown[] {
  const connection = new Sqlite(file, { readonly: true });
  const schema = connection.prepare('SELECT sql FROM sqlite_master ORDER BY name').pluck().all();
  connection.close();
  return schema;
}
