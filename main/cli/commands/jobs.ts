import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { Inputs } from '#shared/contract/index.ts';
import { isTerminal, jobStates, type Job, type JobState, type JobSummary, type Source } from '#shared/domain/job.ts';
import { sourceFromText } from '#shared/domain/source.ts';
import { jobIdArgument, wholeNumber } from '../arguments.ts';
import type { ConsoleLink } from '../console-link.ts';
import { CliExit, exitCodes } from '../exit-codes.ts';
import { print, withConsole, type Session } from '../session.ts';
import { table } from '../terminal.ts';
import { waitForJob } from '../wait.ts';

interface AddOptions {
  preset?: string;
  recipe?: string;
  priority?: number;
  at?: string;
  dedupeKey?: string;
  hold?: boolean;
  page?: boolean;
  wait?: boolean;
  timeout?: number;
}
interface ListOptions {
  state?: JobState[];
  search?: string;
  preset?: string;
  deadLetters?: boolean;
  limit?: number;
}

type SessionOf = (command: Command) => Session;

/** `atalaya jobs …` */
export function addJobCommands(parent: Command, sessionOf: SessionOf): void {
  const jobs = parent.command('jobs').description('adds, lists and steers jobs');
  jobs
    .command('add')
    .description('adds one job for each file or link')
    .argument('<source...>', 'files, or http(s) links')
    .option('--preset <id>', 'preset of the recipe')
    .option('--recipe <json>', 'recipe as JSON, or @file')
    .option('--priority <n>', 'from -100 to 100', wholeNumber(-100, 100))
    .option('--at <time>', 'not before this time (ISO 8601)')
    .option('--dedupe-key <key>', 'no second job while one with this key waits or runs')
    .option('--hold', 'adds it paused')
    .option('--page', 'links lead to a page with a video (needs yt-dlp)')
    .option('--wait', 'waits until the jobs have ended')
    .option('--timeout <seconds>', 'with --wait: gives up after so long', wholeNumber(1, 2_000_000))
    .action((sources: string[], options: AddOptions, command: Command) =>
      addJobs(sessionOf(command), sources, options),
    );
  jobs
    .command('list')
    .description('lists jobs, the newest first')
    .option('--state <states>', `comma list of ${jobStates.join(', ')}`, stateList)
    .option('--search <text>', 'free text or field:value terms')
    .option('--preset <id>', 'only of this preset')
    .option('--dead-letters', 'failed ones that nobody has acknowledged')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 200), 50)
    .action((options: ListOptions, command: Command) => listJobs(sessionOf(command), options));
  jobs
    .command('show')
    .description('shows one job with its attempts')
    .argument('<id>', 'number of the job', jobIdArgument)
    .action((id: number, _options: unknown, command: Command) => changeJob(sessionOf(command), 'get', id));
  for (const verb of ['retry', 'cancel'] as const) {
    jobs
      .command(verb)
      .description(
        verb === 'retry' ? 'puts failed or cancelled jobs back in their queue' : 'cancels waiting or running jobs',
      )
      .argument('<id...>', 'numbers of the jobs', collectIds)
      .action((ids: number[], _options: unknown, command: Command) => changeJobs(sessionOf(command), verb, ids));
  }
  jobs
    .command('wait')
    .description('waits until jobs have ended; exit code 1 unless all succeeded')
    .argument('<id...>', 'numbers of the jobs', collectIds)
    .option('--timeout <seconds>', 'gives up with exit code 4', wholeNumber(1, 2_000_000))
    .action((ids: number[], options: { timeout?: number }, command: Command) =>
      waitForJobs(sessionOf(command), ids, options.timeout),
    );
}

const collectIds = (text: string, before: number[] | undefined) => [...(before ?? []), jobIdArgument(text)];

function stateList(text: string): JobState[] {
  return text.split(',').map((word) => {
    const state = jobStates.find((known) => known === word.trim());
    if (!state) throw new InvalidArgumentError(`states are ${jobStates.join(', ')}.`);
    return state;
  });
}

function sourceOf(session: Session, text: string, isPage: boolean): Source {
  const source = sourceFromText(text);
  if (source.kind === 'file') return { kind: 'file', value: path.resolve(session.terminal.folder, text) };
  return isPage ? { kind: 'page', value: source.value } : source;
}

function recipeFrom(session: Session, text: string): NonNullable<Inputs['jobs']['add']['recipe']> {
  try {
    const json = text.startsWith('@')
      ? readFileSync(path.resolve(session.terminal.folder, text.slice(1)), 'utf8')
      : text;
    return JSON.parse(json) as NonNullable<Inputs['jobs']['add']['recipe']>; // the console parses it by its schema
  } catch (error) {
    throw new CliExit(exitCodes.usage, `--recipe: ${(error as Error).message}`);
  }
}

async function addJobs(session: Session, texts: string[], options: AddOptions): Promise<void> {
  const request: Inputs['jobs']['add'] = {
    sources: texts.map((text) => sourceOf(session, text, options.page ?? false)),
    held: options.hold ?? false,
    ...(options.preset === undefined ? {} : { preset: options.preset }),
    ...(options.recipe === undefined ? {} : { recipe: recipeFrom(session, options.recipe) }),
    ...(options.priority === undefined ? {} : { priority: options.priority }),
    ...(options.at === undefined ? {} : { runAt: options.at }),
    ...(options.dedupeKey === undefined ? {} : { dedupeKey: options.dedupeKey }),
  };
  await withConsole(session, 'started', async (link) => {
    const added = await link.client.jobs.add(request);
    if (!options.wait) return print(session, added.jobs, () => listing(session, added.jobs));
    const ids = added.jobs.map((job) => job.id);
    reportEnded(session, await waitAll(session, link, ids, options.timeout), false);
  });
}

async function listJobs(session: Session, options: ListOptions): Promise<void> {
  await withConsole(session, 'started', async ({ client }) => {
    const { items } = await client.jobs.list({
      limit: options.limit ?? 50,
      ...(options.state ? { states: options.state } : {}),
      ...(options.search === undefined ? {} : { search: options.search }),
      ...(options.preset === undefined ? {} : { preset: options.preset }),
      ...(options.deadLetters ? { deadLetters: true } : {}),
    });
    print(session, items, () => listing(session, items));
  });
}

async function changeJob(session: Session, verb: 'get' | 'retry' | 'cancel', id: number): Promise<void> {
  await withConsole(session, 'started', async ({ client }) => {
    const job = await client.jobs[verb]({ id });
    print(session, job, () => describeJob(session, job));
  });
}

async function changeJobs(session: Session, verb: 'retry' | 'cancel', ids: number[]): Promise<void> {
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return changeJob(session, verb, only);
  await withConsole(session, 'started', async ({ client }) => {
    const changed: Job[] = [];
    for (const id of ids) changed.push(await client.jobs[verb]({ id }));
    print(session, changed, () => listing(session, changed));
  });
}

async function waitForJobs(session: Session, ids: number[], timeoutSeconds: number | undefined): Promise<void> {
  await withConsole(session, 'started', async (link) => {
    reportEnded(session, await waitAll(session, link, ids, timeoutSeconds), ids.length === 1);
  });
}

async function waitAll(session: Session, link: ConsoleLink, ids: number[], timeoutSeconds: number | undefined) {
  const limits = [session.terminal.interrupted];
  if (timeoutSeconds !== undefined) limits.push(AbortSignal.timeout(timeoutSeconds * 1000));
  const signal = AbortSignal.any(limits);
  const show = session.isJson ? undefined : (line: string) => session.terminal.say(line);
  return Promise.all(ids.map((id) => waitForJob(link.client, id, signal, show)));
}

function reportEnded(session: Session, jobs: Job[], isSingle: boolean): void {
  print(session, isSingle ? jobs[0] : jobs, () => jobs.map((job) => describeJob(session, job)).join('\n'));
  const unfinished = jobs.filter((job) => !isTerminal(job.state));
  if (unfinished.length > 0) throw new CliExit(exitCodes.timedOut, session.t('cli.timedOut'));
  if (jobs.some((job) => job.state !== 'succeeded')) throw new CliExit(exitCodes.failed);
}

function listing(session: Session, jobs: readonly (Job | JobSummary)[]): string {
  if (jobs.length === 0) return `${session.t('cli.noJobs')}\n`;
  return table(jobs.map((job) => [String(job.id), session.t(`cli.state.${job.state}`), job.preset ?? '', job.title]));
}

function describeJob(session: Session, job: Job): string {
  const lines = [
    [`${session.t('cli.job')} ${job.id}`, job.title],
    [session.t('cli.stateLabel'), session.t(`cli.state.${job.state}`)],
    [session.t('cli.attempts'), `${job.attempt}/${job.maxAttempts}`],
  ];
  if (job.progress?.fraction != null)
    lines.push([session.t('cli.progress'), `${Math.round(job.progress.fraction * 100)} %`]);
  if (job.result?.outputPath) lines.push([session.t('cli.output'), job.result.outputPath]);
  if (job.error) lines.push([session.t('cli.error'), `${job.error.message} (${job.error.code})`]);
  return table(lines);
}
