// One page of Chromium with the preload's surroundings in it, and a line of text messages to it and back.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { host } from './state.mjs';

const read = (name) => readFileSync(path.join(import.meta.dirname, name), 'utf8');
const codecSource = read('codec.js')
  .trim()
  .replace(/;$/, '')
  .replace(/^(\/\/.*\n)+/, '');
const shimSource = read('renderer-shim.js')
  .trim()
  .replace(/;$/, '')
  .replace(/^(\/\/.*\n)+/, '');
export const codec = vm.runInThisContext(codecSource);

/**
 * Opens a page and returns it with `push(message)`. `receive` gets what the page sends, `openWindow` the address of each window that it
 * wants to open. While a page is being opened every new page is ours.
 */
export async function openPage({ preload, bounds, receive, openWindow }) {
  openPage.isOpening = true;
  const page = await host.context.newPage().finally(() => void (openPage.isOpening = false));
  await page.setViewportSize({ width: bounds.width, height: bounds.height });
  const line = await host.context.newCDPSession(page);
  const { targetInfo } = await line.send('Target.getTargetInfo');
  await line.send('Runtime.enable');
  await line.send('Runtime.addBinding', { name: 'electronHostSend' });
  line.on('Runtime.bindingCalled', ({ name, payload }) => {
    if (name === 'electronHostSend') receive(codec.decode(payload));
  });
  await line.send('Page.enable');
  line.on('Page.windowOpen', ({ url }) => openWindow(url));
  await page.addInitScript({ content: preloadScript(preload) });
  const push = (...message) =>
    line
      .send('Runtime.evaluate', {
        expression: `globalThis.electronHostReceive?.(${JSON.stringify(codec.encode(message))})`,
      })
      .catch(() => {}); // the page went; Electron drops such messages too
  return { page, line, targetId: targetInfo.targetId, push };
}
openPage.isOpening = false;

function preloadScript(file) {
  const facts = { platform: process.platform, versions: { ...process.versions }, arch: process.arch, env: {} };
  const settings = { fileFolder: process.env.ELECTRON_HOST_FILES ?? '' };
  const code = file ? readFileSync(file, 'utf8') : '';
  return `(${shimSource})(${codecSource}, ${JSON.stringify(facts)}, ${JSON.stringify(settings)}, (require, process, module = { exports: {} }, exports = module.exports) => {\n${code}\n});`;
}
