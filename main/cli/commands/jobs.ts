import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { AppError } from '#shared/contract/errors.ts';
import type { Inputs } from '#shared/contract/index.ts';
import { isTerminal, jobStates, type Job, type JobState, type JobSummary, type Source } from '#shared/domain/job.ts';
import { sourceFromText } from '#shared/domain/source.ts';
import { jobIds, wholeNumber, wordList } from '../arguments.ts';
import type { ConsoleLink } from '../console-link.ts';
import { CliExit, exitCodes } from '../exit-codes.ts';
import { print, withConsole, type CommandKit, type Session } from '../session.ts';
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

/** `atalaya jobs …` */
export function addJobCommands(parent: Command, { t, sessionOf }: CommandKit): void {
  const jobs = parent.command('jobs').description(t('cli.help.jobs'));
  const seconds = wholeNumber(t, 1, 2_000_000);
  jobs
    .command('add')
    .description(t('cli.help.add'))
    .argument('<source...>', t('cli.help.source'))
    .option('--preset <id>', t('cli.help.preset'))
    .option('--recipe <json>', t('cli.help.recipe'))
    .option('--priority <n>', t('cli.help.priority'), wholeNumber(t, -100, 100))
    .option('--at <time>', t('cli.help.at'))
    .option('--dedupe-key <key>', t('cli.help.dedupeKey'))
    .option('--hold', t('cli.help.hold'))
    .option('--page', t('cli.help.page'))
    .option('--wait', t('cli.help.addWait'))
    .option('--timeout <seconds>', t('cli.help.addTimeout'), seconds)
    .action((sources: string[], options: AddOptions, command: Command) =>
      addJobs(sessionOf(command), sources, options),
    );
  jobs
    .command('list')
    .description(t('cli.help.listJobs'))
    .option('--state <states>', t('cli.help.state', { states: jobStates.join(', ') }), wordList(t, jobStates))
    .option('--search <text>', t('cli.help.searchJobs'))
    .option('--preset <id>', t('cli.help.onlyPreset'))
    .option('--dead-letters', t('cli.help.deadLetters'))
    .option('--limit <n>', t('cli.help.limit'), wholeNumber(t, 1, 200), 50)
    .action((options: ListOptions, command: Command) => listJobs(sessionOf(command), options));
  jobs
    .command('show')
    .description(t('cli.help.show'))
    .argument('<id>', t('cli.help.id'), wholeNumber(t, 1, Number.MAX_SAFE_INTEGER))
    .action((id: number, _options: unknown, command: Command) => changeJob(sessionOf(command), 'get', id));
  for (const verb of ['retry', 'cancel'] as const) {
    jobs
      .command(verb)
      .description(t(`cli.help.${verb}`))
      .argument('<id...>', t('cli.help.ids'), jobIds(t))
      .action((ids: number[], _options: unknown, command: Command) => changeJobs(sessionOf(command), verb, ids));
  }
  jobs
    .command('wait')
    .description(t('cli.help.wait'))
    .argument('<id...>', t('cli.help.ids'), jobIds(t))
    .option('--timeout <seconds>', t('cli.help.timeout'), seconds)
    .action((ids: number[], options: { timeout?: number }, command: Command) =>
      waitForJobs(sessionOf(command), ids, options.timeout),
    );
}

function sourceOf(session: Session, text: string, isPage: boolean): Source {
  const source = sourceFromText(text);
  if (source.kind === 'file') {
    // As typed: a file's name may begin or end with a space. What came as `file://` is a path by now.
    const typed = text.includes('://') ? source.value : text;
    return { kind: 'file', value: path.resolve(session.terminal.folder, typed) };
  }
  return isPage ? { kind: 'page', value: source.value } : source;
}

function recipeFrom(session: Session, text: string): NonNullable<Inputs['jobs']['add']['recipe']> {
  try {
    const json = text.startsWith('@')
      ? readFileSync(path.resolve(session.terminal.folder, text.slice(1)), 'utf8')
      : text;
    return JSON.parse(json) as NonNullable<Inputs['jobs']['add']['recipe']>; // the console parses it by its schema
  } catch (error) {
    const reason = `--recipe: ${(error as Error).message}`; // of the file system or of JSON.parse
    throw new CliExit(exitCodes.usage, new AppError('command-invalid', { reason }));
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
  await withConsole(session, 'work', async (link) => {
    const added = await link.client.jobs.add(request);
    if (!options.wait) return print(session, added.jobs, () => listing(session, added.jobs));
    const ids = added.jobs.map((job) => job.id);
    reportEnded(session, await waitAll(session, link, ids, options.timeout), false);
  });
}

async function listJobs(session: Session, options: ListOptions): Promise<void> {
  await withConsole(session, 'work', async ({ client }) => {
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
  await withConsole(session, 'work', async ({ client }) => {
    const job = await client.jobs[verb]({ id });
    print(session, job, () => describeJob(session, job));
  });
}

async function changeJobs(session: Session, verb: 'retry' | 'cancel', ids: number[]): Promise<void> {
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return changeJob(session, verb, only);
  await withConsole(session, 'work', async ({ client }) => {
    const changed: Job[] = [];
    for (const id of ids) changed.push(await client.jobs[verb]({ id }));
    print(session, changed, () => listing(session, changed));
  });
}

async function waitForJobs(session: Session, ids: number[], timeoutSeconds: number | undefined): Promise<void> {
  await withConsole(session, 'work', async (link) => {
    reportEnded(session, await waitAll(session, link, ids, timeoutSeconds), ids.length === 1);
  });
}

async function waitAll(session: Session, link: ConsoleLink, ids: number[], timeoutSeconds: number | undefined) {
  const limits = [session.terminal.interrupted];
  if (timeoutSeconds !== undefined) limits.push(AbortSignal.timeout(timeoutSeconds * 1000));
  const signal = AbortSignal.any(limits);
  return Promise.all(ids.map((id) => waitForJob(link.client, id, signal, progressTeller(session, id))));
}

/** Words for the one who waits: where the job stands, then its progress unless a script reads the answer. */
function progressTeller({ t, terminal, isJson }: Session, id: number): Parameters<typeof waitForJob>[3] {
  let last = '';
  return (change) => {
    if ('progress' in change && (isJson || change.progress.fraction === null)) return;
    const words =
      'state' in change
        ? t(`cli.state.${change.state}`)
        : `${change.progress.stage} ${Math.round((change.progress.fraction ?? 0) * 100)} %`;
    if (words !== last) terminal.say(`${t('cli.job')} ${id}: ${words}`);
    last = words;
  };
}

function reportEnded(session: Session, jobs: Job[], isSingle: boolean): void {
  print(session, isSingle ? jobs[0] : jobs, () => jobs.map((job) => describeJob(session, job)).join('\n'));
  const unfinished = jobs.filter((job) => !isTerminal(job.state));
  if (unfinished.length > 0) throw new CliExit(exitCodes.timedOut, new AppError('command-timed-out'));
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
