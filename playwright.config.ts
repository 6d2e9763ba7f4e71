import { existsSync } from 'node:fs';
import { defineConfig } from 'playwright/test';

const browser = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium-headless-shell';

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'out/e2e',
  fullyParallel: true,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env['CI']),
  globalSetup: './test/e2e/global-setup.ts',
  reporter: [['list'], ['json', { outputFile: 'out/reports/e2e.json' }]],
  use: {
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    // Where Debian's browser is not, Playwright's own is used if it is installed.
    launchOptions: existsSync(browser) ? { executablePath: browser, args: ['--disable-quic'] } : {},
  },
});
