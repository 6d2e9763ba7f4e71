import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright/test';
import { muteClip } from '../helpers/clips.ts';
import { endProcess, expect, startHeadless, test, type HeadlessConsole } from './fixtures.ts';

const post = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Paused jobs of the same clip under these names. */
async function addJobs(console: HeadlessConsole, folder: string, names: readonly string[]): Promise<number[]> {
  await console.request('/api/v1/queues/all/pause', post({}));
  const bytes = readFileSync(await muteClip());
  const sources = names.map((name) => {
    const value = path.join(folder, name);
    writeFileSync(value, bytes);
    return { kind: 'file', value };
  });
  const answer = await console.request('/api/v1/jobs', post({ sources }));
  const { jobs } = (await answer.json()) as { jobs: { id: number }[] }; // our own answer
  return jobs.map(({ id }) => id);
}

const paste = (page: Page, text: string) =>
  page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    window.dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
  }, text);

/** Lets something fall on the middle of the page, as the system would. */
async function dropOn(page: Page, files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  await session.detach();
}

/** Whether two things on the screen lie over each other. */
async function overlap(page: Page, first: string, second: string): Promise<boolean> {
  const [a, b] = [await page.locator(first).boundingBox(), await page.locator(second).boundingBox()];
  if (!a || !b) throw new Error('one of them is not there');
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

test('hundreds of pasted links are added at once, and what says so covers no button [A04][A72]', async ({
  headlessConsole: console,
  signedInPage: page,
}) => {
  test.setTimeout(90_000);
  await console.request('/api/v1/queues/all/pause', post({}));
  await expect(page.getByRole('contentinfo')).toContainText('Queue:');
  const links = (count: number, name: string) =>
    Array.from({ length: count }, (_, index) => `https://videos.example.com/${name}${index}.mp4`).join('\n');
  await paste(page, links(201, 'a'));
  const dialog = page.getByRole('dialog', { name: 'Add videos' });
  await dialog.getByRole('button', { name: 'Add 201 videos' }).dblclick();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  await expect(page.getByText('201 videos are in the queue.')).toBeVisible();
  const counts = await (await console.request('/api/v1/jobs/counts')).json();
  expect(counts).toMatchObject({ queued: 201 });

  await paste(page, links(40, 'b'));
  await expect(dialog.getByRole('button', { name: 'Add 40 videos' })).toBeVisible();
  for (const width of [1280, 1024, 400]) {
    await page.setViewportSize({ width, height: 820 });
    expect([
      width,
      await overlap(page, 'text=201 videos are in the queue.', 'role=button[name="Add 40 videos"]'),
    ]).toEqual([width, false]);
  }
});

test('a dropped folder gives its videos, and an empty one says that it holds nothing [A72]', async ({
  signedInPage: page,
  folder,
}) => {
  const inner = path.join(folder, 'holiday', 'day 1', 'raw');
  mkdirSync(inner, { recursive: true });
  mkdirSync(path.join(folder, 'empty'));
  writeFileSync(path.join(inner, 'b.mp4'), 'b');
  writeFileSync(path.join(folder, 'holiday', 'a.mp4'), 'a');
  writeFileSync(path.join(folder, 'holiday', 'notes.txt'), 'x');
  await expect(page.getByRole('contentinfo')).toContainText('Queue:');
  await dropOn(page, [path.join(folder, 'empty')]);
  await expect(page.getByText('There is no file to be read in what was dropped.')).toBeVisible();
  await dropOn(page, [path.join(folder, 'holiday')]);
  const dialog = page.getByRole('dialog', { name: 'Add videos' });
  await expect(dialog.getByRole('list', { name: 'Videos to add' }).getByRole('listitem')).toHaveCount(2);
  await expect(dialog).toContainText('left out: notes.txt');
});

test('a double click acts once, and does not close the dialog that it opened [Z09]', async ({
  headlessConsole: console,
  signedInPage: page,
  folder,
}) => {
  const long = `${'L'.repeat(190)}.mp4`;
  const [id] = await addJobs(console, folder, [long]);
  await page.goto(`${console.url}/jobs/${id}`);
  await page.getByRole('button', { name: 'Run again with changes' }).dblclick();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Add to the queue' }).dblclick();
  await expect(dialog).toBeHidden();
  await expect.poll(async () => (await console.request('/api/v1/jobs/counts')).json()).toMatchObject({ queued: 2 });
  await page.getByRole('button', { name: 'Hold', exact: true }).dblclick();
  await expect(page.getByText('1 job on hold.')).toBeVisible();
  await expect(page.getByText(/stayed as it was/)).toHaveCount(0);
  // A name without a gap stays within the page.
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    const box = await page.getByRole('heading', { level: 1 }).boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
  }
});

test('the way back closes a dialog, an address opens one once, and uploads are asked about before the page goes', async ({
  headlessConsole: console,
  signedInPage: page,
  folder,
}) => {
  const dialog = page.getByRole('dialog', { name: 'Add videos' });
  await page.goto(`${console.url}/queue?add=1&tab=done`);
  await expect(dialog).toBeVisible();
  await expect(page).toHaveURL(/\/queue\?tab=done$/);
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: /^Failed/ }).click();
  await page.keyboard.press('c');
  await expect(dialog).toBeVisible();
  await page.goBack();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/queue\?tab=done$/);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(dialog).toBeHidden();

  const file = path.join(folder, 'large.mp4');
  writeFileSync(file, readFileSync(await muteClip()));
  await page.route('**/api/v1/uploads/**', () => {}); // its bytes never arrive
  await dropOn(page, [file]);
  await dialog.getByRole('button', { name: 'Add 1 video' }).click();
  await expect(page.getByText('1 joins the queue once it is uploaded.')).toBeVisible();
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.accept();
});

test('a console that is killed and comes back is found again, with filter, choice and session as they were [F01][A04]', async ({
  headlessConsole: console,
  signedInPage: page,
  folder,
}) => {
  test.setTimeout(60_000);
  await addJobs(console, folder, ['one.mp4', 'two.mp4', 'three.mov']);
  await page.goto(`${console.url}/queue?tab=waiting&q=mp4`);
  await page.getByRole('checkbox', { name: 'Select two.mp4' }).click();
  await expect(page.getByText('1 selected')).toBeVisible();
  const killed = once(console.process, 'exit');
  console.process.kill('SIGKILL');
  await killed;
  await expect(page.getByText(/No connection to the console since/)).toBeVisible();
  await expect(page.getByText('1 selected')).toBeVisible();

  const again = await startHeadless(folder, Number(new URL(console.url).port));
  try {
    expect(again.url).toBe(console.url);
    // The window may have found the console by itself, and then there is nothing to click any more.
    await page
      .getByRole('button', { name: 'Try now' })
      .click({ timeout: 2000 })
      .catch(() => {});
    await expect(page.getByText(/No connection to the console since/)).toHaveCount(0, { timeout: 20_000 });
    await expect(page).toHaveURL(/\/queue\?tab=waiting&q=mp4$/);
    await expect(page.getByRole('checkbox', { name: 'Select two.mp4' })).toBeChecked();
    await page.getByRole('button', { name: /^Hold/ }).click();
    await expect(page.getByText('1 job on hold.')).toBeVisible();
  } finally {
    await endProcess(again.process);
  }
});

test('a sign-in link serves once, and leads nowhere but into the console [S05][S25]', async ({
  headlessConsole: console,
  page,
  browser,
}) => {
  const [address = '', code = ''] = console.signInLink.split('#');
  await page.goto(`${address}?from=${encodeURIComponent('//evil.test/x')}#${code}`);
  await expect(page.getByRole('contentinfo')).toContainText('Queue:');
  expect(new URL(page.url()).origin).toBe(console.url);
  const stranger = await browser.newPage();
  await stranger.goto(console.signInLink);
  await expect(stranger.getByText('This sign-in link was already used or has expired.')).toBeVisible();
  await stranger.close();
  // Whoever is signed in already goes on, and the old link is not even tried.
  const tried: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') tried.push(request.url());
  });
  await page.goto(console.signInLink);
  await expect(page.getByRole('contentinfo')).toContainText('Queue:');
  expect(tried).toEqual([]);
});
