// What the parts of the stand-in share. Filled by boot.mjs before the app's own code runs.
export const host = {
  folder: process.cwd(),
  manifest: { name: 'app', version: '0.0.0' },
  switches: [],
  isPackaged: false,
  isReady: false,
  /** Chromium, as a persistent context of playwright-core. */
  context: null,
  /** BrowserWindow instances that are not destroyed. */
  windows: new Set(),
};

export function needReady(what) {
  if (!host.isReady) throw new Error(`${what} before app is ready`);
}
export function needNotReady(what) {
  if (host.isReady) throw new Error(`${what} should be called before app is ready`);
}
