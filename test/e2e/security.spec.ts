import { appendFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Locator, Page } from 'playwright/test';
import { contentSecurityPolicy } from '../../main/transport/content-policy.ts';
import { hostileTexts } from '../helpers/hostile-texts.ts';
import { insertJob } from '../helpers/job-rows.ts';
import { expect, test, type HeadlessConsole } from './fixtures.ts';

const all = hostileTexts.join(' | ');

async function send(console: HeadlessConsole, method: string, where: string, body: unknown): Promise<void> {
  const answer = await console.request(where, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([where, answer.status, answer.ok ? '' : await answer.text()]).toEqual([where, expect.any(Number), '']);
}

/** What anybody may write by the API: names, settings, sources, uploads. */
async function seedByApi(console: HeadlessConsole): Promise<void> {
  await send(console, 'POST', '/api/v1/queues/all/pause', {});
  for (const [index, text] of hostileTexts.entries()) {
    const view = { id: `view-${index}`, name: text.slice(0, 80), query: `search=${text}` };
    await send(console, 'PUT', `/api/v1/views/view-${index}`, { ...view, page: index % 2 ? 'logs' : 'queue' });
    const preset = {
      id: `preset-${index}`,
      name: text,
      description: text,
      recipe: { steps: [{ kind: 'text', text }] },
    };
    await send(console, 'PUT', `/api/v1/presets/preset-${index}`, preset);
  }
  await send(console, 'PATCH', '/api/v1/settings', {
    changes: {
      ytdlpPath: `/tmp/${all}`,
      allowedHosts: hostileTexts.map((text) => text.slice(0, 300)),
    },
  });
  await send(console, 'POST', '/api/v1/jobs', {
    sources: hostileTexts.map((text) => ({ kind: 'url', value: `https://example.com/${encodeURIComponent(text)}` })),
    recipe: { steps: hostileTexts.map((text) => ({ kind: 'text', text })) },
  });
  await send(console, 'POST', '/api/v1/uploads', { name: hostileTexts[0], sizeBytes: 10 });
}

/** What programs, files and other machines have said: titles, errors, logs, command lines, events. */
function seedRows(dataFolder: string): { job: number; dead: number } {
  const database = new Database(path.join(dataFolder, 'atalaya.db'));
  const now = Date.now();
  const error = (text: string) => JSON.stringify({ code: 'video-source-not-found', params: { path: text } });
  const result = {
    outputPath: `/videos/${all}`,
    thumbnailPath: null,
    sizeBytes: 5,
    durationMs: 5,
    cached: false,
    skipped: hostileTexts.map((text) => ({ step: text, reason: text })),
    commands: hostileTexts,
    before: { durationMs: 1, sizeBytes: 1, width: 1, height: 1, videoCodec: all, audioCodec: all, lufs: null },
    after: null,
  };
  const common = { source_kind: 'file', preset: all, queue: 'video', created_at: now, max_attempts: 30 };
  for (const [index, text] of hostileTexts.entries())
    insertJob(database, {
      ...common,
      title: text,
      source_value: `/videos/${text}`,
      state: index % 2 ? 'dead' : 'held',
      error: error(text),
      error_code: index % 4 === 1 ? text : 'video-source-not-found',
      ended_at: index % 2 ? now : null,
      queue: index % 5 === 4 ? text : 'video',
      dedupe_key: text,
      trace: text,
    });
  const job = insertJob(database, {
    ...common,
    title: all,
    source_value: all,
    state: 'succeeded',
    result: JSON.stringify(result),
    attempt: hostileTexts.length,
    trace: all,
    started_at: now,
    ended_at: now,
    run_ms: 5,
  });
  const dead = insertJob(database, {
    ...common,
    title: all,
    source_value: all,
    state: 'dead',
    error: error(all),
    error_code: 'video-source-not-found',
    ended_at: now,
  });
  const attempt = database.prepare(
    "INSERT INTO attempts (job_id, number, started_at, ended_at, outcome, worker, stage, error, log) VALUES (?, ?, ?, ?, 'failed', ?, ?, ?, ?)",
  );
  const event = database.prepare('INSERT INTO events (type, at, subject, data, trace) VALUES (?, ?, ?, ?, ?)');
  for (const [index, text] of hostileTexts.entries()) {
    for (const id of [job, dead]) attempt.run(id, index + 1, now, now, text, text, error(text), text);
    const data = JSON.stringify({ title: text, name: text, attempt: text, queue: text });
    event.run(index % 2 ? 'job.dead' : 'preset.saved', now, `job:${text}`, data, text);
  }
  database.close();
  return { job, dead };
}

function seedLogs(dataFolder: string): void {
  const lines = hostileTexts.map((text, index) =>
    JSON.stringify({
      level: 'ERROR',
      ts: new Date(Date.now() + index).toISOString(),
      n: 1_000_000 + index,
      module: text.slice(0, 60),
      msg: text,
      trace: text,
      [text]: text,
      nested: { text },
    }),
  );
  appendFileSync(path.join(dataFolder, 'logs', 'app.log'), `${lines.join('\n')}\n`);
}

/** Everything that would tell of a text that became more than a text. */
async function watchPage(page: Page, origin: string) {
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => seen.push(`error: ${error.message}`));
  page.on('popup', (popup) => seen.push(`window: ${popup.url()}`));
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) seen.push(`policy: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(blob|data:image)/.test(url)) seen.push(`request: ${url.slice(0, 200)}`);
  });
  page.on('response', (response) => {
    const policy = response.headers()['content-security-policy'];
    if (
      response.url().startsWith(`${origin}/`) &&
      policy !== contentSecurityPolicy &&
      !response.url().includes('/media/')
    )
      seen.push(`no policy: ${response.url()}`);
  });
  await page.exposeFunction('tellOfViolation', (rule: string) => void seen.push(`violation: ${rule}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      (Reflect.get(window, 'tellOfViolation') as (rule: string) => void)(`${event.effectiveDirective} ${event.sample}`);
    });
  });
  return seen;
}

/** Elements and attributes that only a text of ours could have put there. */
const strangersIn = (page: Page) =>
  page.evaluate(() => {
    const tags =
      'iframe, object, embed, base, form[action], form[id], math, noscript, template, marquee, webview, meta[http-equiv], source, img[src="x"], style:not(head style)';
    const found = [...document.querySelectorAll(tags)].map((element) => element.outerHTML.slice(0, 120));
    for (const element of document.querySelectorAll('*')) {
      for (const { name, value } of element.attributes)
        if (
          /^on/i.test(name) ||
          (/^(href|src|action|data)$/.test(name) && /^\s*(javascript|data:text|vbscript)/i.test(value))
        )
          found.push(`${element.tagName} ${name}=${value.slice(0, 80)}`);
    }
    const foreign = [...document.links].filter((link) => link.origin !== location.origin).map((link) => link.href);
    return [...found, ...foreign];
  });

/** Those of the texts that the page does not show letter by letter. */
const missingOn = (page: Page, texts: readonly string[]) =>
  page.evaluate((wanted) => {
    const values = [...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value);
    const shown = [document.body.textContent, ...values].join('\n');
    return wanted.filter((text) => !shown.includes(text));
  }, texts);

test('no text that anybody writes becomes more than a text on any page [S27] [S01]', async ({
  headlessConsole: console,
  signedInPage: page,
}) => {
  test.setTimeout(120_000);
  page.setDefaultTimeout(10_000);
  await seedByApi(console);
  const { job, dead } = seedRows(console.dataFolder);
  seedLogs(console.dataFolder);
  const seen = await watchPage(page, console.url);
  await page.setViewportSize({ width: 1400, height: 3200 });

  const visit = async (where: string, shown: readonly string[], act: () => Promise<unknown> = async () => {}) => {
    await page.goto(new URL(where, console.url).href);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await act();
    await expect.poll(() => missingOn(page, shown), { message: where }).toEqual([]);
    expect([where, await strangersIn(page)]).toEqual([where, []]);
  };
  const click = (name: string, scope: Page | Locator = page) =>
    scope.getByRole('button', { name, exact: true }).first().click();
  const short = hostileTexts.map((text) => text.slice(0, 80));

  await visit('/', [], () => expect.poll(async () => (await missingOn(page, hostileTexts)).length).toBeLessThan(20));
  await visit('/queue', hostileTexts);
  const deadOnes = hostileTexts.filter((_text, index) => index % 2);
  await visit('/queue?tab=failed', deadOnes);
  const queueViews = short.filter((_text, index) => index % 2 === 0);
  await visit('/queue', queueViews, () => click('Saved views'));
  await visit('/queue', queueViews, async () => {
    await click('Saved views');
    await page.getByRole('menuitem', { name: 'Tidy up the views' }).click();
  });
  await visit('/queue', [], async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('img src=x');
    await expect(page.getByRole('dialog')).toContainText('onerror=alert(1)>');
  });
  await visit('/queue', hostileTexts, async () => {
    await expect(page.getByRole('contentinfo')).toContainText('Queue:');
    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog', { name: 'Add videos' });
    await dialog.getByLabel('Links').fill(hostileTexts.map((text) => `/nowhere/${text}.mp4`).join('\n'));
    await dialog.getByRole('button', { name: /^Add \d+ videos$/ }).click();
    await expect(dialog.getByRole('button', { name: 'Add', exact: true })).toHaveCount(0);
    await click('Presets', dialog);
  });
  await visit(`/jobs/${job}`, [...hostileTexts, all]);
  await visit(`/jobs/${job}`, [all], () => click('Run again with changes'));
  await visit(`/jobs/${dead}`, [...hostileTexts, all], async () => {
    await click('Show log');
    await click('Show log');
  });
  await visit('/logs', hostileTexts);
  await visit('/services', []);
  await visit('/settings', short);
  for (const text of hostileTexts.filter((_text, index) => index % 7 === 0)) {
    const written = encodeURIComponent(text);
    for (const where of [`/queue?search=${written}`, `/logs?text=${written}&module=${written}`, `/jobs/${written}`])
      await visit(where, []);
  }
  await visit(`/${encodeURIComponent(all.slice(0, 100))}`, []);
  await visit(`/sign-in#code=${encodeURIComponent(all)}`, []);
  expect(seen).toEqual([]);
});
