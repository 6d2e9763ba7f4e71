import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '#shared/domain/job.ts';

/** What the product ran for each job, as shell scripts that write into a folder given as their argument. */
export function writeScripts(jobs: readonly Job[], outputFolder: string, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return jobs.map((job) => {
    const file = path.join(folder, `${job.id}.sh`);
    writeFileSync(file, scriptOf(job, outputFolder));
    return file;
  });
}

/** Probe, measure, encode and probe as the job's own record has them; then sync, final name, and the folder synced. */
function scriptOf(job: Job, outputFolder: string): string {
  const commands = job.result?.commands ?? [];
  const part = /file:(\S+\.part)$/.exec(commands.at(-1) ?? '')?.[1];
  if (!part) throw new Error(`job ${job.id} did not read its result back`);
  const here = (text: string): string => text.replaceAll(outputFolder, '"$1"');
  const final = path.join(outputFolder, path.basename(job.result?.outputPath ?? ''));
  return [
    'set -e',
    ...commands.map((line) => `${here(line)} 3>/dev/null >/dev/null 2>>"$1/errors.txt"`),
    here(`sync ${part}`),
    here(`mv -n ${part} ${final}`),
    here(`sync ${outputFolder}`),
    '',
  ].join('\n');
}

const errorsIn = (folder: string): string => path.join(folder, 'errors.txt');

/** What `xargs -P atOnce` takes for all scripts; the shell around it tells the processor's time. */
export async function runPeer(
  scripts: readonly string[],
  atOnce: number,
  folder: string,
): Promise<{ seconds: number; cpuSeconds: number }> {
  mkdirSync(folder, { recursive: true });
  const started = performance.now();
  const line = `xargs -P ${atOnce} -I '{}' sh '{}' "$1"; code=$?; times; exit $code`;
  const child = spawn('sh', ['-c', line, 'sh', folder], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdin.end(scripts.join('\n'));
  const code = await new Promise((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  if (code !== 0)
    throw new Error(`xargs ended with ${String(code)}: ${readFileSync(errorsIn(folder), 'utf8').slice(-1000)}`);
  const cpuSeconds = [...said.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest),
    0,
  );
  return { seconds: (performance.now() - started) / 1000, cpuSeconds };
}
