import { median, type Measured, type ScenarioName } from './scenarios.ts';

/** Rounds of each scenario of each contestant at one backlog. */
export type Results = Record<string, Record<ScenarioName, Measured[]>>;
export type Figures = Record<string, number>;

/** Goal of the issue: at least this part of the limit; for latencies the limit's by ours. */
export const goal = 0.8;

/** Medians over the rounds, named as the table's columns. */
export function toFigures(rounds: Record<ScenarioName, Measured[]>): Figures {
  const of = (name: ScenarioName, key: keyof Measured) => median(rounds[name].map((measured) => measured[key]));
  return {
    'enqueue 1 /s': of('enqueue, one at a time', 'perSecond'),
    'enqueue 64 /s': of('enqueue, 64 callers', 'perSecond'),
    'claim+complete /s': of('claim + complete', 'perSecond'),
    'end to end /s': of('end to end', 'perSecond'),
    'enqueue 1 p50 ms': of('enqueue, one at a time', 'p50Ms'),
    'enqueue 1 p99 ms': of('enqueue, one at a time', 'p99Ms'),
    'end to end p50 ms': of('end to end', 'p50Ms'),
    'end to end p99 ms': of('end to end', 'p99Ms'),
  };
}

/** Above 1 is better than the limit, for rates and latencies alike. */
export function toRatios(ours: Figures, limit: Figures): Figures {
  return Object.fromEntries(
    Object.entries(ours).map(([name, value]) => {
      const other = limit[name] ?? NaN;
      return [name, name.endsWith('/s') ? value / other : other / value];
    }),
  );
}

/** A Markdown table, so that a run can be pasted into docs/benchmarks.md. */
export function renderTable(heading: string, figures: Record<string, Figures>, ratios: Figures): string {
  const columns = Object.keys(ratios);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = Object.entries(figures).map(([name, row]) => line([name, ...columns.map((key) => show(key, row[key]))]));
  const ratioRow = line(['**atalaya : limit**', ...columns.map((key) => `**${(ratios[key] ?? NaN).toFixed(2)}**`)]);
  return [line([heading, ...columns]), line(['---', ...columns.map(() => '--:')]), ...rows, ratioRow].join('\n');
}

function show(column: string, value = NaN): string {
  if (Number.isNaN(value)) return '-';
  return column.endsWith('ms') ? value.toFixed(value < 10 ? 2 : 0) : Math.round(value).toLocaleString('en');
}
