import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import styles from './Chart.module.css';
import { Table } from './Table.tsx';
import { useKitTexts } from './texts.ts';
import { useWidth } from './use-width.ts';

export interface ChartFrameProps {
  /** One sentence that says what the chart shows. */
  summary: string;
  legend?: ReactNode;
  /** Points or bars along the axis. */
  count: number;
  /** Where the plot begins, for finding the bar under the pointer. */
  plotStart: number;
  /** What is at a point, in words. */
  readout: (index: number) => string;
  table: { columns: readonly string[]; rows: readonly (readonly string[])[] };
  draw: (width: number, cursor: number | null) => ReactNode;
}

const moves: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** What every chart has: a sentence, a cursor by pointer and arrows that is spoken, and the same numbers as a table. */
export function ChartFrame({ summary, legend, count, plotStart, readout, table, draw }: ChartFrameProps) {
  const texts = useKitTexts();
  const [isTable, setIsTable] = useState(false);
  const [cursor, setCursor] = useState<number | null>(null);
  const [plot, width] = useWidth();
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - plotStart;
    const index = Math.floor((x / Math.max(1, width - plotStart)) * count);
    setCursor(index >= 0 && index < count ? index : null);
  };
  const press = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (!move || count === 0) return;
    event.preventDefault();
    setCursor((at) => Math.min(count - 1, Math.max(0, move(at ?? (event.key === 'ArrowLeft' ? count : -1), count))));
  };
  return (
    <figure className={styles['figure']}>
      <div className={styles['head']}>
        <figcaption className={styles['caption']}>
          {legend}
          <span className={styles['readout']}>{cursor === null ? summary : readout(cursor)}</span>
        </figcaption>
        <Button variant="quiet" size="small" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
          {isTable ? texts.showChart : texts.showTable}
        </Button>
      </div>
      {isTable ? (
        <div className={styles['table']}>
          <Table
            caption={summary}
            columns={table.columns.map((header, index) => ({
              id: header,
              header,
              isNumeric: index > 0,
              cell: (row: readonly string[]) => row[index],
            }))}
            rows={table.rows}
            keyOf={(row) => row[0] ?? ''}
          />
        </div>
      ) : null}
      <div
        ref={plot}
        className={styles['plot']}
        hidden={isTable}
        role="slider"
        tabIndex={0}
        aria-label={summary}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, count - 1)}
        aria-valuenow={cursor ?? Math.max(0, count - 1)}
        aria-valuetext={readout(cursor ?? count - 1)}
        onKeyDown={press}
        onPointerMove={point}
        onPointerLeave={() => setCursor(null)}
        onBlur={() => setCursor(null)}
      >
        {width > 0 ? draw(width, cursor) : null}
      </div>
    </figure>
  );
}
