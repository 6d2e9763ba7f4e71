const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

/** `20000000` → `20 MB`: decimal units as disks and systems show them, at most one decimal, in the language's form. */
export function formatBytes(bytes: number, language: string): string {
  let value = bytes;
  let step = 0;
  // 999.95 would be rounded to "1,000".
  while (Math.abs(value) >= 999.95 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(value);
}
