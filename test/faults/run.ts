// `npm run faults -- [F05 F12 …] [--quick]`: provokes the named faults, or all, and says what held. Exit code 1 when one did not.
import { catalogue, type Fault } from './catalogue.ts';
import type { FaultReport } from './report.ts';

const words = process.argv.slice(2);
const isQuick = words.includes('--quick');
const wanted = words.filter((word) => word !== '--quick').map((word) => word.toUpperCase());
const known = new Set(catalogue.map((fault) => fault.id));
const unknown = wanted.filter((id) => !known.has(id));

if (unknown.length > 0) {
  console.error(`faults: no such fault: ${unknown.join(', ')}; there are ${[...known].join(', ')}`);
  process.exitCode = 2;
} else await provoke(catalogue.filter(({ id }) => wanted.length === 0 || wanted.includes(id)));

async function provoke(faults: readonly Fault[]): Promise<void> {
  let [held, skipped] = [0, 0];
  for (const fault of faults) {
    console.log(`${fault.id} ${fault.title} …`);
    const startedAt = performance.now();
    const report = await attempt(fault);
    print(report, (performance.now() - startedAt) / 1000);
    if (report.failures.length === 0) held += 1;
    skipped += report.skipped?.length ?? 0;
  }
  console.log(`${held} of ${faults.length} faults held${skipped > 0 ? `, ${skipped} parts skipped` : ''}`);
  process.exitCode = held === faults.length ? 0 : 1;
}

/** A fault that can't even be provoked did not hold. */
async function attempt(fault: Fault): Promise<FaultReport> {
  try {
    return await (isQuick ? fault.short() : fault.full());
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { id: fault.id, runs: 0, failures: [`could not be provoked: ${text}`], figures: {} };
  }
}

function print(report: FaultReport, seconds: number): void {
  const figures = Object.entries(report.figures).map(([name, value]) => `${name} ${value}`);
  console.log(`  ${[`runs ${report.runs}`, ...figures, `${seconds.toFixed(1)} s`].join(', ')}`);
  for (const text of report.skipped ?? []) console.log(`  skipped: ${text}`);
  for (const text of report.failures) console.log(`  FAILED: ${text}`);
}
