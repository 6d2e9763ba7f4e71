import type { ReactNode } from 'react';
import styles from './Table.module.css';

export interface Column<T> {
  id: string;
  header: string;
  isNumeric?: boolean;
  cell: (row: T) => ReactNode;
}

/** A table of a few rows. Longer lists use VirtualList with plain rows. It scrolls inside its card. */
export function Table<T>({
  caption,
  columns,
  rows,
  keyOf,
}: {
  /** Read out, not shown. */
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string | number;
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key
    <div className={styles['wrap']} role="region" aria-label={caption} tabIndex={0}>
      <table className={styles['table']}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={column.isNumeric ? styles['end'] : undefined}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.id} className={column.isNumeric ? styles['end'] : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
