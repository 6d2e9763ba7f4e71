import { useId } from 'react';
import { countScale, labelEvery } from './chart-scale.ts';
import styles from './Chart.module.css';
import { ChartFrame } from './ChartFrame.tsx';

export interface StackedBar {
  readonly key: string;
  /** Under the axis. */
  readonly label: string;
  /** In full, for speech and the table. */
  readonly fullLabel: string;
  readonly good: number;
  readonly bad: number;
  /** Still filling: drawn as an outline. */
  readonly isOpen: boolean;
}

export interface StackedBarsProps {
  /** One sentence that says what the chart shows. */
  summary: string;
  bars: readonly StackedBar[];
  goodLabel: string;
  badLabel: string;
  timeLabel: string;
  formatCount: (count: number) => string;
  height?: number;
}

const axis = { start: 34, bottom: 20, top: 6 } as const;
const gap = 3;

interface BarsAreaProps extends StackedBarsProps {
  width: number;
  cursor: number | null;
}

function BarsArea({ bars, width, height = 190, cursor, formatCount }: BarsAreaProps) {
  const hatch = useId();
  const { max, ticks } = countScale(Math.max(0, ...bars.map((bar) => bar.good + bar.bad)));
  const plotHeight = height - axis.bottom - axis.top;
  const plotWidth = Math.max(0, width - axis.start);
  const slot = plotWidth / Math.max(1, bars.length);
  const barWidth = Math.max(1, Math.min(48, slot - gap));
  const y = (count: number) => axis.top + plotHeight - (count / max) * plotHeight;
  const every = labelEvery(bars.length, plotWidth, 56);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <defs>
        <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" fill="var(--status-failed-tint)" />
          <rect width="2.4" height="5" fill="var(--status-failed-solid)" />
        </pattern>
      </defs>
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={axis.start} x2={width} y1={y(tick)} y2={y(tick)} stroke="var(--chart-grid)" strokeWidth="1" />
          <text x={axis.start - 6} y={y(tick) + 4} textAnchor="end" className={styles['axis']}>
            {formatCount(tick)}
          </text>
        </g>
      ))}
      {bars.map((bar, index) => {
        const x = axis.start + index * slot + (slot - barWidth) / 2;
        const badTop = y(bar.bad);
        const top = y(bar.good + bar.bad);
        return (
          <g key={bar.key}>
            {index === cursor ? (
              <rect x={x - gap / 2} y={axis.top} width={barWidth + gap} height={plotHeight} fill="var(--color-hover)" />
            ) : null}
            {bar.good > 0 ? (
              <rect
                x={x}
                y={top}
                width={barWidth}
                height={badTop - top}
                rx="1.5"
                fill={bar.isOpen ? 'none' : 'var(--chart-success)'}
                stroke="var(--chart-success)"
                strokeDasharray={bar.isOpen ? '2 2' : undefined}
              />
            ) : null}
            {bar.bad > 0 ? (
              <rect
                x={x}
                y={badTop}
                width={barWidth}
                height={y(0) - badTop}
                rx="1.5"
                fill={`url(#${hatch})`}
                stroke="var(--chart-failure)"
                strokeDasharray={bar.isOpen ? '2 2' : undefined}
              />
            ) : null}
            {index % every === 0 ? (
              <text x={x + barWidth / 2} y={height - 4} textAnchor="middle" className={styles['axis']}>
                {bar.label}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}

function Legend({ goodLabel, badLabel }: Pick<StackedBarsProps, 'goodLabel' | 'badLabel'>) {
  const hatch = useId();
  return (
    <span className={styles['legend']}>
      <span className={styles['legendItem']}>
        <svg width="11" height="11" aria-hidden="true">
          <rect width="11" height="11" rx="2" fill="var(--chart-success)" />
        </svg>
        {goodLabel}
      </span>
      <span className={styles['legendItem']}>
        <svg width="11" height="11" aria-hidden="true">
          <defs>
            <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="5" height="5" fill="var(--status-failed-tint)" />
              <rect width="2.4" height="5" fill="var(--status-failed-solid)" />
            </pattern>
          </defs>
          <rect x="0.5" y="0.5" width="10" height="10" rx="2" fill={`url(#${hatch})`} stroke="var(--chart-failure)" />
        </svg>
        {badLabel}
      </span>
    </span>
  );
}

/** Good and bad counts over time; the bad ones hatched at the foot of the bar, what still fills dashed. */
export function StackedBars(props: StackedBarsProps) {
  const { bars, goodLabel, badLabel, timeLabel, formatCount, summary } = props;
  return (
    <ChartFrame
      summary={summary}
      legend={<Legend goodLabel={goodLabel} badLabel={badLabel} />}
      count={bars.length}
      plotStart={axis.start}
      readout={(index) => {
        const bar = bars[index];
        return bar
          ? `${bar.fullLabel}: ${goodLabel} ${formatCount(bar.good)}, ${badLabel} ${formatCount(bar.bad)}`
          : '';
      }}
      table={{
        columns: [timeLabel, goodLabel, badLabel],
        rows: bars.map((bar) => [bar.fullLabel, formatCount(bar.good), formatCount(bar.bad)]),
      }}
      draw={(width, cursor) => <BarsArea {...props} width={width} cursor={cursor} />}
    />
  );
}
