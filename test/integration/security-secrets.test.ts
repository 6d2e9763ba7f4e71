import { chmodSync, copyFileSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { isTerminal, type Source } from '#shared/domain/job.ts';
import { talkingClip } from '../helpers/clips.ts';
import { temporaryFolder } from '../helpers/database.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { startVideoServer, serveFile } from '../peers/video-server.ts';

/** Each is unlike any word, and told apart by its name. Put together here, so that no scanner takes this file for a leak. */
const canary = (name: string) => `CANARY${name}${'q7'.repeat(12)}`;
const inLinks = ['Direct', 'Signature', 'Credential', 'Page', 'Failing'].map(canary);
const elsewhere = {
  admin: canary('Admin'),
  userinfo: canary('Userinfo'),
  environment: canary('Environment'),
  bearer: canary('Bearer'),
  query: canary('Query'),
  cookie: canary('Cookie'),
  code: canary('Code'),
  agent: canary('Agent'),
  path: canary('Path'),
};

/** A folder with the stand-in for yt-dlp and its clip. */
async function installFakeYtDlp(): Promise<{ folder: string; program: string; seen: () => Record<string, unknown> }> {
  const folder = temporaryFolder();
  const program = path.join(folder, 'yt-dlp.mjs');
  copyFileSync(path.join(import.meta.dirname, '../peers/fake-ytdlp.mjs'), program);
  chmodSync(program, 0o755);
  copyFileSync(await talkingClip(), path.join(folder, 'clip.mp4'));
  const seen = () => JSON.parse(readFileSync(path.join(folder, 'seen.json'), 'utf8')) as Record<string, unknown>;
  return { folder, program, seen };
}

async function runToEnd({ client }: TestCore, source: Source): Promise<number> {
  const { jobs } = await client.jobs.add({ sources: [source], recipe: { steps: [] }, maxAttempts: 1 });
  const id = jobs[0]?.id ?? 0;
  await expect.poll(async () => isTerminal((await client.jobs.get({ id })).state), { timeout: 25_000 }).toBe(true);
  return id;
}

const namesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

/** Every text of every table, with where it stands. */
function textsOf(file: string): { where: string; text: string }[] {
  const database = new Sqlite(file, { readonly: true });
  try {
    const tables = database.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    return tables.flatMap(({ name }) =>
      database
        .prepare<[], Record<string, unknown>>(`SELECT * FROM "${name}"`)
        .all()
        .flatMap((row) =>
          Object.entries(row).map(([column, value]) => ({
            where: `${name}.${column}`,
            text: Buffer.isBuffer(value) ? value.toString('latin1') : String(value),
          })),
        ),
    );
  } finally {
    database.close();
  }
}

const formsOf = (secret: string) => [
  secret,
  Buffer.from(secret).toString('base64').slice(0, 40),
  Buffer.from(secret).toString('hex'),
];
const findsIn = (text: string, secrets: readonly string[]) =>
  secrets.filter((secret) => formsOf(secret).some((form) => text.includes(form)));

test('after jobs that succeed and fail no secret stands in a log, an answer, a row or a command line [S20]', async () => {
  const clip = readFileSync(await talkingClip());
  const server = await startVideoServer({ '/v.mp4': serveFile(clip) });
  const tool = await installFakeYtDlp();
  symlinkSync(process.execPath, path.join(tool.folder, 'node'));
  const world = await startTestCore({
    env: {
      PATH: `${tool.folder}:${process.env['PATH']}`,
      ATALAYA_ALLOW_PRIVATE_TARGETS: server.host,
      ATALAYA_LOG_LEVEL: 'DEBUG',
      YTDLP_PATH: tool.program,
      TELEGRAM_BOT_TOKEN: elsewhere.environment,
      REDIS_URL: `redis://:${elsewhere.environment}@127.0.0.1`,
    },
  });
  const { client, origin, request } = world;

  // The links that jobs are given, and what a retry and a rerun make of them
  const direct = `${server.url}/v.mp4?token=${inLinks[0]}&X-Amz-Signature=${inLinks[1]}&X-Amz-Credential=${inLinks[2]}`;
  const succeeded = await runToEnd(world, { kind: 'url', value: direct });
  expect((await client.jobs.get({ id: succeeded })).state).toBe('succeeded');
  expect(server.requests[0]?.path).toContain(inLinks[0]);
  const page = await runToEnd(world, { kind: 'page', value: `${server.url}/watch?v=1&key=${inLinks[3]}` });
  expect((await client.jobs.get({ id: page })).state).toBe('succeeded');
  expect(tool.seen()['link']).toContain(inLinks[3]);
  const failing = await runToEnd(world, { kind: 'page', value: `${server.url}/fails?session=${inLinks[4]}` });
  expect(await client.jobs.get({ id: failing })).toMatchObject({ state: 'dead', error: { code: 'ytdlp-failed' } });
  const again = await client.jobs.rerun({ id: succeeded });
  await expect.poll(async () => (await client.jobs.get({ id: again.id })).state, { timeout: 25_000 }).toBe('succeeded');
  const refused = await request('/api/v1/jobs', {
    method: 'POST',
    body: { sources: [{ kind: 'url', value: `https://user:${elsewhere.userinfo}@a.test/v.mp4` }] },
  });
  expect(refused.status).toBe(422);

  // What strangers and browsers bring to the doors
  const link = await client.access.createLink();
  const code = link.url.split('#code=')[1] ?? '';
  const post = (body: unknown) =>
    fetch(`${origin}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const session = (await post({ code })).headers.get('set-cookie')?.split(';', 1)[0]?.split('=')[1] ?? '';
  await post({ code: elsewhere.code });
  for (const headers of [
    { authorization: `Bearer ${elsewhere.bearer}` },
    { cookie: `atalaya_session=${elsewhere.cookie}` },
    { 'user-agent': elsewhere.agent, traceparent: elsewhere.agent, referer: elsewhere.agent },
  ])
    await fetch(`${origin}/api/v1/jobs?token=${elsewhere.query}`, { headers });
  await fetch(`${origin}/api/v1/${elsewhere.path}?access_token=${elsewhere.query}`);
  await request('/api/v1/settings', { method: 'PATCH', body: { changes: { theme: elsewhere.bearer } } });

  // What the console says of all this
  const answers: string[] = [];
  for (const where of [
    '/api/v1/jobs?limit=200',
    ...[succeeded, page, failing, again.id].flatMap((id) => [
      `/api/v1/jobs/${id}`,
      `/api/v1/jobs/${id}/attempts/1/log`,
    ]),
    '/api/dashboard/stats',
    '/api/dashboard/queue',
    '/api/dashboard/top',
    '/api/dashboard/recent',
    '/api/v1/overview',
    '/api/v1/logs?limit=2000',
    '/api/v1/settings',
    '/api/v1/system',
    '/api/v1/services',
    '/api/v1/presets/export',
    '/health',
  ])
    answers.push(await (await request(where)).text());
  answers.push(await refused.text());
  expect(answers.join()).toContain('token=[redacted]');
  const live = [...inLinks, ...Object.values(elsewhere), session, code];
  expect(findsIn(answers.join(), live)).toEqual([]);

  // What a child could see, and what its neighbours could see of it
  const { argv, commandLine, env } = tool.seen();
  expect(findsIn(JSON.stringify([argv, commandLine]), live)).toEqual([]);
  expect(findsIn(JSON.stringify(env), live)).toEqual([]);

  // What stays on the disk: the whole link in the payload alone, which a retry needs, and so in a backup's payload
  await world.core.stop(10_000);
  const files = [...namesBelow(world.dataFolder), ...namesBelow(world.outputFolder)];
  expect(files.some((file) => file.endsWith('.log'))).toBe(true);
  const isDatabase = (file: string) => /\.db(-wal|-shm)?$/.test(file);
  for (const file of files.filter((name) => !isDatabase(name)))
    expect([file, findsIn(readFileSync(file, 'latin1'), live)]).toEqual([file, []]);
  const places = new Set<string>();
  for (const file of files.filter(isDatabase)) {
    const others = [...Object.values(elsewhere), session, code];
    expect([file, findsIn(readFileSync(file, 'latin1'), others)]).toEqual([file, []]);
    for (const { where, text } of file.endsWith('.db') ? textsOf(file) : [])
      if (findsIn(text, live).length > 0) places.add(where);
  }
  expect([...places]).toEqual(['jobs.payload']);
});

const injections = [
  '\n[INFO] fake',
  '\r\n{"level":"ERROR","msg":"fake"}',
  '\u001b[2J\u001b[31m',
  '\0',
  'x'.repeat(9000),
  '\u202eevil',
  '\u2028',
  '\ud800',
];

test('whatever names, filters and headers hold, each line of a log is one object of ours [S20]', async () => {
  const { client, request, origin, dataFolder, core } = await startTestCore({ env: { ATALAYA_LOG_LEVEL: 'DEBUG' } });
  for (const evil of injections) {
    const short = evil.slice(0, 60);
    await client.jobs.saveView({ id: short, name: short, page: 'logs', query: short });
    await client.logs.setLevel({ module: short, level: 'DEBUG', minutes: 1 });
    await client.queues.pause({ name: short }).catch(() => {});
    await client.jobs.add({ sources: [{ kind: 'file', value: `/nowhere/${evil.slice(0, 8000)}` }] }).catch(() => {});
    await request(`/api/v1/jobs?search=${encodeURIComponent(short.toWellFormed())}&nope=1`);
    await fetch(`${origin}/${encodeURIComponent(short.toWellFormed())}`);
    await client.video.beginUpload({ name: evil.slice(0, 1000), sizeBytes: 5 });
  }
  await core.stop(10_000);
  const lines = namesBelow(path.join(dataFolder, 'logs')).flatMap((file) =>
    readFileSync(file, 'utf8').trimEnd().split('\n'),
  );
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    const parsed = JSON.parse(line) as Record<string, unknown>;
    expect(Object.keys(parsed)).toEqual(expect.arrayContaining(['level', 'ts', 'n', 'module', 'msg']));
    expect(parsed['msg']).not.toBe('fake');
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
  }
});

test('files that hold a secret, or may, are for their owner alone [S20] [S21]', async () => {
  const { dataFolder, client } = await startTestCore();
  await client.video.beginUpload({ name: 'a.mp4', sizeBytes: 5 });
  const open = namesBelow(dataFolder).filter((file) => (statSync(file).mode & 0o077) !== 0);
  // The folder itself keeps others out; what lies in it need not say so once more.
  expect(statSync(dataFolder).mode & 0o077).toBe(0);
  expect(open.filter((file) => /control\.json|secrets|\.upload$|\.log$/.test(file))).toEqual([]);
});
