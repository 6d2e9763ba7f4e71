import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import styles from './Chart.module.css';
import { labelEvery } from './chart-scale.ts';
import { ChartFrame } from './ChartFrame.tsx';

export interface TimeSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
}
export interface TimeSeriesChartProps {
  summary: string;
  timesMs: readonly number[];
  series: readonly TimeSeries[];
  timeLabel: string;
  formatTime: (ms: number) => string;
  formatFullTime: (ms: number) => string;
  formatValue: (value: number | null) => string;
  /** Latency reads best on a logarithmic axis. */
  isLogarithmic?: boolean;
  /** Steps that the marks of the axis may have. */
  steps?: readonly number[];
  height?: number;
}

const seriesColours = ['--chart-s1', '--chart-s3', '--chart-s4', '--chart-s6'] as const;
const axisStart = 52;
const readToken = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function plotOptions(props: TimeSeriesChartProps, width: number): uPlot.Options {
  const axis = { stroke: readToken('--chart-axis-text'), font: '11px "IBM Plex Sans Variable", sans-serif' };
  const every = labelEvery(props.timesMs.length, width - axisStart, 64);
  return {
    width,
    height: props.height ?? 160,
    legend: { show: false },
    cursor: { show: false },
    padding: [6, 24, 0, 0],
    scales: { x: { time: true }, y: props.isLogarithmic ? { distr: 3, log: 10 } : { range: [0, null] } },
    axes: [
      {
        ...axis,
        size: 22,
        gap: 4,
        grid: { show: false },
        ticks: { show: false },
        splits: () => props.timesMs.filter((_, index) => index % every === 0).map((ms) => ms / 1000),
        values: (_, splits) => splits.map((at) => props.formatTime(at * 1000)),
      },
      {
        ...axis,
        size: axisStart,
        gap: 6,
        grid: { stroke: readToken('--chart-grid'), width: 1 },
        ticks: { show: false },
        ...(props.steps ? { incrs: [...props.steps] } : {}),
        values: (_, splits) => splits.map((value) => props.formatValue(value)),
      },
    ],
    series: [
      {},
      ...props.series.map((line, index) => ({
        label: line.label,
        stroke: readToken(seriesColours[index % seriesColours.length] ?? '--chart-s1'),
        width: 1.75,
        spanGaps: false,
        points: { show: true, size: 5, fill: readToken(seriesColours[index % seriesColours.length] ?? '--chart-s1') },
      })),
    ],
  };
}

function Plot({ chart, width, cursor }: { chart: TimeSeriesChartProps; width: number; cursor: number | null }) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const { timesMs, series } = chart;
  const theme = document.documentElement.dataset['theme'];
  useEffect(() => {
    if (!holder.current) return undefined;
    const lines = series.map((line) => [...line.values]);
    plot.current = new uPlot(plotOptions(chart, width), [timesMs.map((ms) => ms / 1000), ...lines], holder.current);
    return () => plot.current?.destroy();
    // oxlint-disable-next-line react/exhaustive-deps -- drawn anew when what is drawn changes; the functions follow the data
  }, [timesMs, series, width, theme]);
  const at = cursor === null ? null : plot.current?.valToPos((timesMs[cursor] ?? 0) / 1000, 'x');
  return (
    <div ref={holder} style={{ position: 'relative' }} aria-hidden="true">
      {at == null ? null : (
        <div
          style={{
            position: 'absolute',
            insetBlock: '6px 22px',
            insetInlineStart: `${axisStart + at}px`,
            borderInlineStart: '1px solid var(--color-border-strong)',
          }}
        />
      )}
    </div>
  );
}

/** Lines over time on a canvas, with the cursor and the table of every chart. */
export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const { timesMs, series } = props;
  const words = (index: number) =>
    series.map((line) => `${line.label} ${props.formatValue(line.values[index] ?? null)}`).join(', ');
  return (
    <ChartFrame
      summary={props.summary}
      legend={
        series.length > 1 ? (
          <span className={styles['legend']}>
            {series.map((line, index) => (
              <span key={line.label} className={styles['legendItem']}>
                <svg width="14" height="4" aria-hidden="true">
                  <rect width="14" height="3" fill={`var(${seriesColours[index % seriesColours.length]})`} />
                </svg>
                {line.label}
              </span>
            ))}
          </span>
        ) : undefined
      }
      count={timesMs.length}
      plotStart={axisStart}
      readout={(index) => `${props.formatFullTime(timesMs[index] ?? 0)}: ${words(index)}`}
      table={{
        columns: [props.timeLabel, ...series.map((line) => line.label)],
        rows: timesMs.map((ms, index) => [
          props.formatFullTime(ms),
          ...series.map((line) => props.formatValue(line.values[index] ?? null)),
        ]),
      }}
      draw={(width, cursor) => <Plot chart={props} width={width} cursor={cursor} />}
    />
  );
}
