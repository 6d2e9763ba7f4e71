import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect, test, type HeadlessConsole } from './fixtures.ts';

const pages = [
  '/',
  '/queue',
  '/notifications',
  '/notifications/channels',
  '/notifications/rules',
  '/notifications/templates',
  '/notifications/deliveries',
  '/notifications/schedules',
  '/services',
  '/logs',
  '/settings',
] as const;
const languages = ['es', 'pt-BR', 'en'] as const;
const themes = ['light', 'dark'] as const;
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

async function change(headless: HeadlessConsole, changes: Record<string, unknown>): Promise<void> {
  const answer = await headless.request('/api/v1/settings', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ changes }),
  });
  expect(answer.status, await answer.clone().text()).toBe(200);
}

/** The page is there and has its first answers. */
async function openPage(page: Page, origin: string, path: string): Promise<void> {
  await page.goto(new URL(path, origin).href);
  await expect(page.locator('main h1')).toBeVisible();
  await expect(page.locator('[role=status][aria-label]')).toHaveCount(0);
}

async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(wcag).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

for (const theme of themes)
  for (const language of languages)
    test(`every page holds WCAG 2.2 AA in ${theme} and ${language} [Z08]`, async ({
      headlessConsole,
      signedInPage,
    }) => {
      await change(headlessConsole, { theme, language });
      for (const path of pages) {
        await openPage(signedInPage, headlessConsole.url, path);
        await expect(signedInPage.locator('html')).toHaveAttribute('lang', language);
        await expect(signedInPage.locator('html')).toHaveAttribute('data-theme', theme);
        expect(await violationsOf(signedInPage), `${path} in ${theme}, ${language}`).toEqual([]);
      }
    });

test('every page fits from a small phone to 4K without a scroll bar across [A08]', async ({
  headlessConsole,
  signedInPage,
}) => {
  for (const [width, height] of [
    [360, 640],
    [640, 512],
    [1280, 800],
    [3840, 2160],
  ] as const) {
    await signedInPage.setViewportSize({ width, height });
    for (const path of pages) {
      await openPage(signedInPage, headlessConsole.url, path);
      const isWide = await signedInPage.evaluate(() => {
        const main = document.querySelector('main');
        return [document.documentElement, main].some((box) => box && box.scrollWidth > box.clientWidth + 1);
      });
      expect(isWide, `${path} at ${width}`).toBe(false);
    }
  }
});

test('the whole frame works from the keyboard: palette, sheet, sequences, and Esc gives the focus back [Z08]', async ({
  signedInPage: page,
}) => {
  await expect(page.getByRole('contentinfo')).toContainText('Queue:');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('sett');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/settings$/);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();

  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page).toHaveURL(/\/services$/);

  const opener = page.getByRole('button', { name: /Shortcuts/ });
  await opener.focus();
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Shortcuts' });
  await expect(sheet).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(opener).toBeFocused();
});

test('single keys can be turned off, and the palette still answers [Z08]', async ({ signedInPage: page }) => {
  await expect(page.getByRole('contentinfo')).toContainText('Queue:');
  await page.keyboard.press('?');
  const single = page.getByRole('switch', { name: 'Single-key shortcuts' });
  await single.press('Space');
  await expect(single).not.toBeChecked();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('?');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Search or run' })).toBeFocused();
  await expect(page.getByRole('dialog')).toHaveCount(1);
});

test('an unused console says how to begin, with one button to do it [Z08]', async ({ signedInPage: page }) => {
  await expect(page.getByRole('heading', { name: 'No videos yet' })).toBeVisible();
  await expect(page.locator('main').getByRole('button', { name: 'Add videos' }).first()).toBeEnabled();
  await expect(page).toHaveTitle('Overview · Atalaya');
});

test('the services page shows each part with its state, port and uptime, and restarts one [A69]', async ({
  headlessConsole,
  signedInPage: page,
}) => {
  await openPage(page, headlessConsole.url, '/services');
  const port = new URL(headlessConsole.url).port;
  const row = page.getByRole('listitem').filter({ hasText: `port ${port}` });
  await expect(row.getByText('Running')).toBeVisible();
  await expect(row.getByText(/up for/)).toBeVisible();
  await expect(row.getByRole('button', { name: /^Restart / })).toBeEnabled();
  await page.getByRole('button', { name: 'Run all' }).click();
  await expect(page.getByText(/checks? done/)).toBeVisible();

  const workers = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /Queue workers$/ }) });
  await workers.getByRole('button', { name: 'Stop Queue workers' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await expect(workers.getByText('Stopped')).toBeVisible();
  await workers.getByRole('button', { name: 'Start Queue workers' }).click();
  await expect(workers.getByText('Running')).toBeVisible();

  // The window loses its line with the server that it came from, and finds it again by itself.
  await row.getByRole('button', { name: 'Restart Browser dashboard' }).click();
  await expect(page.getByText('Browser dashboard: restarted')).toBeVisible();
  await expect(row.getByText('Running')).toBeVisible();
  await expect.poll(async () => (await headlessConsole.request('/health')).status).toBe(200);
  await expect(page.getByText(/No connection to the console/)).toHaveCount(0);
});

test('stopping the server that serves the window asks first, says what it costs, and is answered [A69]', async ({
  headlessConsole,
  signedInPage: page,
}) => {
  await openPage(page, headlessConsole.url, '/services');
  await page.getByRole('button', { name: 'Stop Browser dashboard' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/This window will lose its connection/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect((await headlessConsole.request('/health')).status).toBe(200);
  await page.getByRole('button', { name: 'Stop Browser dashboard' }).click();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Browser dashboard: stopped')).toBeVisible();
  await expect
    .poll(() =>
      headlessConsole.request('/health').then(
        () => 'served',
        () => 'refused',
      ),
    )
    .toBe('refused');
});

test('settings are saved as they are changed, can be taken back, and say what locks them [Z08]', async ({
  headlessConsole,
  signedInPage: page,
}) => {
  await openPage(page, headlessConsole.url, '/settings');
  await page.getByLabel('Density').selectOption('roomy');
  await expect(page.locator('html')).toHaveAttribute('data-density', 'roomy');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-density', 'standard');

  await expect(page.getByText('Set by ATALAYA_OUTPUT_DIR')).toBeVisible();
  await expect(page.getByLabel('Output folder')).toBeDisabled();

  const region = page.getByLabel('Region', { exact: true });
  await region.fill('not a region!');
  await region.press('Enter');
  await expect(region).toHaveAttribute('aria-invalid', 'true');

  await page.getByRole('searchbox').fill('ffprobe');
  await expect(page).toHaveURL(/q=ffprobe/);
  await expect(page.getByLabel('Path of ffprobe')).toBeVisible();
  await expect(page.getByLabel('Density')).toHaveCount(0);
});

test('the about box shows the version that health tells [A75]', async ({ headlessConsole, signedInPage: page }) => {
  const health: unknown = await (await headlessConsole.request('/health')).json();
  const version = health && typeof health === 'object' && 'version' in health ? String(health.version) : '';
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  await openPage(page, headlessConsole.url, '/settings');
  await expect(page.getByText(`Version ${version}`)).toBeVisible();
});

test('the logs are merged, filtered from the address and followed [A64]', async ({
  headlessConsole,
  signedInPage: page,
}) => {
  await openPage(page, headlessConsole.url, '/logs');
  await expect(page.getByRole('list', { name: 'Logs' }).getByRole('listitem').first()).toBeVisible();
  await page.getByLabel('Text').fill('no line says this');
  await expect(page).toHaveURL(/text=no/);
  await expect(page.getByRole('heading', { name: 'No line matches the filter' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page.getByRole('list', { name: 'Logs' }).getByRole('listitem').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Follow' })).toHaveAttribute('aria-pressed', 'true');
});

test('a console that is gone is named with the next try, and what was known stays on screen [Z08]', async ({
  headlessConsole,
  signedInPage: page,
}) => {
  await expect(page.getByText(/workers busy/).first()).toBeVisible();
  headlessConsole.process.kill('SIGKILL');
  await expect(page.getByText(/No connection to the console since/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try now' })).toBeEnabled();
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
});

test('a stranger is led to the sign-in page, and a used link says so [Z08]', async ({
  headlessConsole,
  signedInPage,
  browser,
}) => {
  await expect(signedInPage.locator('main h1')).toBeVisible();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${headlessConsole.url}/settings`);
  await expect(page).toHaveURL(/\/sign-in\?from=/);
  await page.getByLabel('Link or code').fill(headlessConsole.signInLink);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText(/already used|expired/)).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await context.close();
});

test('a sign-in counts also while the window still waits to hear that it has no session [Z08]', async ({
  headlessConsole,
  page,
}) => {
  const signedIn = Promise.withResolvers<void>();
  await page.route('**/api/v1/session', async (route) => {
    const answer = await route.fetch();
    if (route.request().method() === 'POST') signedIn.resolve();
    else if (answer.status() === 401) await signedIn.promise;
    await route.fulfill({ response: answer });
  });
  await page.goto(new URL('/sign-in', headlessConsole.url).href);
  await page.getByLabel('Link or code').fill(headlessConsole.signInLink);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(new URL('/', headlessConsole.url).href);
});
