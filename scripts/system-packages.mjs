// What the tests need of the system: a browser, ffmpeg, fonts, an archiver, a C compiler (for the power-loss recorder), and a session
// bus with notify-send (for the notification daemon that test/peers/notifyd.py plays).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { SetupError } from './toolchain.mjs';

const debian = [
  'chromium-headless-shell',
  'ffmpeg',
  'fonts-dejavu-core',
  'fonts-noto-color-emoji',
  '7zip',
  'gcc',
  'libc6-dev',
  'dbus-daemon',
  'dbus-bin',
  'libnotify-bin',
  'python3-dbus',
  'python3-gi',
];

const isInstalled = (name) =>
  spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' }).stdout === 'installed';

function apt(...args) {
  const result = spawnSync('apt-get', ['-y', '-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    stdio: ['ignore', 'ignore', 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return result.status === 0;
}

/** On Debian as root: installs what is missing. Elsewhere: names what is missing, and goes on where the tests can. */
export function ensureSystemPackages() {
  if (!existsSync('/usr/bin/dpkg-query')) return nameWhatIsMissing();
  const missing = debian.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new SetupError(`the tests need: ${missing.join(' ')}\n  sudo apt-get install ${missing.join(' ')}`);
  }
  console.error(`atalaya: installing ${missing.join(' ')} …`);
  apt('update');
  if (!apt('install', '--no-install-recommends', ...missing)) {
    throw new SetupError(`apt-get could not install ${missing.join(' ')}`);
  }
}

function nameWhatIsMissing() {
  const has = (command, flag) => spawnSync(command, [flag], { stdio: 'ignore' }).error === undefined;
  const missing = [];
  if (!has('ffmpeg', '-version')) missing.push('ffmpeg (with ffprobe) in PATH');
  if (!process.env.CHROMIUM_PATH) missing.push('Chromium, its program named by CHROMIUM_PATH');
  if (missing.length > 0) throw new SetupError(`the tests need: ${missing.join('; ')}`);
}
