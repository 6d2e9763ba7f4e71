/** A line without axes that ends in a dot; gaps where a value is null. `label` says in words what it shows. */
export function Sparkline({
  values,
  label,
  width = 96,
  height = 28,
}: {
  values: readonly (number | null)[];
  label: string;
  width?: number;
  height?: number;
}) {
  const points = sparklinePoints(values, width, height);
  const last = points.at(-1);
  if (points.length < 2 || !last) return null;
  return (
    <svg width={width} height={height} role="img" aria-label={label} style={{ overflow: 'visible', flex: 'none' }}>
      <polyline
        points={points.map((p) => `${p.x.toFixed(1)},${p.y.toFixed(1)}`).join(' ')}
        fill="none"
        stroke="var(--color-accent)"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      <circle cx={last.x} cy={last.y} r="2.6" fill="var(--color-accent)" />
    </svg>
  );
}

function sparklinePoints(values: readonly (number | null)[], width: number, height: number) {
  const known = values.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  const max = Math.max(...known.map((k) => k.value));
  const min = Math.min(...known.map((k) => k.value));
  const range = max - min || 1;
  return known.map(({ value, index }) => ({
    x: (index / Math.max(1, values.length - 1)) * (width - 6) + 3,
    y: max === min ? height / 2 : height - 3 - ((value - min) / range) * (height - 6),
  }));
}
