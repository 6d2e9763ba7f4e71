// Starts Chromium for the stand-in and says `ready`.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { app } from './app.mjs';
import { routeRequest } from './routing.mjs';
import { host } from './state.mjs';
import { adoptPage } from './windows.mjs';

export function startHost(found) {
  Object.assign(host, found);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => app.quit());
}

const browserPath = () =>
  process.env.CHROMIUM_PATH ??
  ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((file) => existsSync(file)) ??
  chromium.executablePath();

export async function emitReady() {
  if (app.isLeaving) return;
  const profile = path.join(app.getPath('userData'), `pages-${process.pid}`);
  mkdirSync(profile, { recursive: true });
  host.profile = profile;
  const debugging = host.switches.find((word) => word.startsWith('--remote-debugging-port='));
  host.context = await chromium.launchPersistentContext(profile, {
    executablePath: browserPath(),
    headless: process.env.ELECTRON_HOST_HEADED !== '1',
    viewport: null,
    locale: app.getLocale(),
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: ['--no-sandbox', '--disable-quic', ...(debugging ? [debugging] : [])],
  });
  // The stand-in asks main's own handlers first; what they grant, Chromium must not refuse again.
  await host.context.grantPermissions(['clipboard-read', 'clipboard-write', 'notifications', 'geolocation']);
  await host.context.route('**/*', routeRequest);
  host.context.on('page', (page) => void adoptPage(page));
  for (const page of host.context.pages()) await page.close(); // Chromium opens one of its own
  if (debugging) await announceDebugger(profile);
  host.isReady = true;
  app.becomeReady();
}

/** Playwright waits for this line of Chromium's. */
async function announceDebugger(profile) {
  const file = path.join(profile, 'DevToolsActivePort');
  const isWritten = () => existsSync(file) && readFileSync(file, 'utf8').includes('/');
  while (!isWritten()) await new Promise((resolve) => setTimeout(resolve, 20));
  const [port, browser] = readFileSync(file, 'utf8').trim().split('\n');
  process.stderr.write(`DevTools listening on ws://127.0.0.1:${port}${browser}\n`);
}
