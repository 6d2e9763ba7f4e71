import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright/test';
import { attack } from './attack-page.ts';
import { expect, test, type HeadlessConsole } from './fixtures.ts';

/** Pages of somebody else, under whatever name they are asked for. */
async function startAttacker(): Promise<{ port: number; stop: () => Promise<void> }> {
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>evil</title><body></body>'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { port: (server.address() as AddressInfo).port, stop };
}

/** A browser that believes every name of the attacker to be on this machine, and in it a person who is signed in. */
async function openBrowser(console: HeadlessConsole) {
  const { launchOptions = {} } = test.info().project.use;
  const rules = '--host-resolver-rules=MAP evil.test 127.0.0.1,MAP *.evil.test 127.0.0.1';
  const browser = await chromium.launch({ ...launchOptions, args: [...(launchOptions.args ?? []), rules] });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(console.signInLink);
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  // Nothing of ours must run beside what is counted.
  await page.goto('about:blank');
  return { browser, context };
}

/** All that the attacks try to change. */
async function stateOf(console: HeadlessConsole): Promise<unknown> {
  const answers = await Promise.all(
    [
      '/api/v1/jobs/counts',
      '/api/v1/queues',
      '/api/v1/settings',
      '/api/v1/views',
      '/api/v1/presets',
      '/api/v1/logs/levels',
    ].map(async (where) => (await console.request(where)).json() as Promise<Record<string, unknown>>),
  );
  return answers.map((answer) => ({ ...answer, revision: 0 }));
}

/**
 * What the console answered to each request of the page, and whether the person's cookie was with it. Asked of the browser's network
 * layer: most of these answers are kept from the page, and from Playwright's own events, by the browser.
 */
async function watch(page: Page) {
  const network = await page.context().newCDPSession(page);
  const answers: { status: number; headers: string[] }[] = [];
  let cookies = 0;
  network.on('Network.responseReceivedExtraInfo', ({ statusCode, headers }) =>
    answers.push({ status: statusCode, headers: Object.keys(headers).map((name) => name.toLowerCase()) }),
  );
  network.on('Network.requestWillBeSentExtraInfo', ({ headers }) => {
    if (Object.keys(headers).some((name) => name.toLowerCase() === 'cookie')) cookies += 1;
  });
  await network.send('Network.enable');
  return { answers, cookiesOf: () => cookies };
}

const attackers: readonly [name: string, host: string, bringsCookie: boolean][] = [
  ['another site', 'evil.test', false],
  ['a site whose name begins like ours', 'localhost.evil.test', false],
  // For a browser another port is the same site: the cookie goes along, and only Origin and Sec-Fetch-Site tell.
  ['another port of this machine', '127.0.0.1', true],
];

for (const [name, host, bringsCookie] of attackers)
  test(`a page of ${name} learns nothing and changes nothing, in any of 28 ways [S05]`, async ({ headlessConsole }) => {
    const attacker = await startAttacker();
    const { browser, context } = await openBrowser(headlessConsole);
    try {
      const before = await stateOf(headlessConsole);
      const page = await context.newPage();
      await page.goto(`http://${host}:${attacker.port}/`);
      const { answers, cookiesOf } = await watch(page);
      const learned = await page.evaluate(attack, headlessConsole.url);
      expect(Object.keys(learned)).toHaveLength(28);
      expect(Object.entries(learned).filter(([, what]) => what !== 'nothing')).toEqual([]);
      expect(answers.length).toBeGreaterThan(20);
      expect([...new Set(answers.map(({ status }) => status))]).toEqual([403]);
      expect(
        answers.flatMap(({ headers }) => headers).filter((header) => header.startsWith('access-control-')),
      ).toEqual([]);
      expect(cookiesOf() > 0).toBe(bringsCookie);
      expect(await stateOf(headlessConsole)).toEqual(before);
      await page.goto(`${headlessConsole.url}/queue`);
      await expect(page.locator('main h1')).toBeVisible(); // the person is still signed in
    } finally {
      await browser.close();
      await attacker.stop();
    }
  });

test('a name that was bound to this machine, and the address of all networks, get 421 and nothing else [S04]', async ({
  headlessConsole,
}) => {
  const { browser, context } = await openBrowser(headlessConsole);
  try {
    const { port } = new URL(headlessConsole.url);
    const before = await stateOf(headlessConsole);
    const page = await context.newPage();
    for (const origin of [`http://evil.test:${port}`, `http://127.0.0.1.evil.test:${port}`, `http://0.0.0.0:${port}`])
      for (const path of ['/', '/queue', '/health', '/api/v1/jobs']) {
        const answer = await page.goto(`${origin}${path}`).catch(() => null);
        // An empty answer is an error page to the browser; either way nothing of the console is there.
        expect(answer?.status() ?? 421).toBe(421);
        expect(await page.content()).not.toContain('Atalaya');
      }
    expect(await stateOf(headlessConsole)).toEqual(before);
  } finally {
    await browser.close();
  }
});
