/** The top of an axis and its marks: 1, 2 or 5 times a power of ten, whole numbers. */
export function countScale(highest: number, marks = 4): { max: number; ticks: readonly number[] } {
  if (highest <= 0) return { max: 1, ticks: [0, 1] };
  const rough = highest / marks;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? 10 * power);
  const max = Math.ceil(highest / step) * step;
  return { max, ticks: Array.from({ length: Math.round(max / step) + 1 }, (_, i) => i * step) };
}

/** Which of `count` labels to draw so that they don't touch. */
export function labelEvery(count: number, widthPx: number, labelPx: number): number {
  const fit = Math.max(1, Math.floor(widthPx / labelPx));
  const rough = Math.ceil(count / fit);
  return [1, 2, 3, 4, 6, 7, 12, 14, 24, 30].find((n) => n >= rough) ?? rough;
}
