// `npm start`: installs, builds and opens the console: in Electron where that can be had, else headless in the browser.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureReady, launch, nodeBinary, root, run, toolEnvironment } from './toolchain.mjs';

const fetchLimitMs = 20_000;
const isTrue = (text) => ['1', 'true', 'yes', 'on'].includes((text ?? '').toLowerCase());

/** Asks for Electron's binary once for each installation of the packages. */
function fetchElectron() {
  const attempted = path.join(root, 'node_modules', '.atalaya-electron-attempt');
  if (existsSync(attempted)) return;
  writeFileSync(attempted, '');
  console.error('atalaya: fetching Electron (at most 20 seconds) …');
  spawnSync(nodeBinary(), [path.join(root, 'node_modules', 'electron', 'install.js')], {
    cwd: root,
    stdio: 'ignore',
    timeout: fetchLimitMs,
    killSignal: 'SIGKILL',
  });
}

/** Why the window of this system can't be used; null when it can. */
function windowObstacle() {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) return null;
  if (process.platform !== 'linux') return null;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display';
  if (process.getuid?.() === 0) return 'Electron does not run as root';
  return null;
}

await launch(async () => {
  const flags = process.argv.slice(2);
  await ensureReady();
  const isQuestion = ['--help', '-h', '--version', '-v'].some((flag) => flags.includes(flag));
  const asked = isQuestion || flags.includes('--headless') || isTrue(process.env.ATALAYA_HEADLESS);
  const entry = await chooseHost(asked, flags);
  process.exitCode = await run(entry.command, entry.args, { env: toolEnvironment() });
});

async function chooseHost(asked, flags) {
  const headless = {
    command: nodeBinary(),
    args: ['out/main/headless.js', ...flags.filter((flag) => flag !== '--headless')],
  };
  if (asked) return headless;
  const obstacle = windowObstacle();
  if (!obstacle) {
    const { electronBinary } = await import('./electron-binary.mjs');
    if (!electronBinary()) fetchElectron();
    const binary = electronBinary();
    if (binary) return { command: binary, args: ['.', ...flags] };
  }
  console.error(
    `atalaya: ${obstacle ?? "Electron's binary is not here and could not be fetched (npx install-electron tries again)"}; starting headless, with the window in the browser`,
  );
  return headless;
}
