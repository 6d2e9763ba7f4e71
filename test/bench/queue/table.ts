import { quantile, type Measured, type ScenarioName } from './scenarios.ts';

/** Rounds of each scenario of each contestant at one backlog. */
export type Results = Record<string, Record<ScenarioName, Measured[]>>;
export type Figures = Record<string, number>;

/** Goal of the issue: at least this part of the limit; for latencies the limit's by ours. */
export const goal = 0.8;

/** Rates are medians over the rounds, latencies quantiles of all operations of all rounds; named as the table's columns. */
export function toFigures(rounds: Record<ScenarioName, Measured[]>): Figures {
  const rate = (name: ScenarioName) =>
    quantile(
      rounds[name].map(({ perSecond }) => perSecond),
      0.5,
    );
  const latency = (name: ScenarioName, share: number) =>
    quantile(
      rounds[name].flatMap(({ latenciesMs }) => latenciesMs),
      share,
    );
  return {
    'enqueue 1 /s': rate('enqueue, one at a time'),
    'enqueue 64 /s': rate('enqueue, 64 callers'),
    'claim+complete /s': rate('claim + complete'),
    'end to end /s': rate('end to end'),
    'enqueue 1 p50 ms': latency('enqueue, one at a time', 0.5),
    'enqueue 1 p99 ms': latency('enqueue, one at a time', 0.99),
    'end to end p50 ms': latency('end to end', 0.5),
    'end to end p99 ms': latency('end to end', 0.99),
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
