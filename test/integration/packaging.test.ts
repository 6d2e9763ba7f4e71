import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { _electron } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFakeElectronDist } from '../helpers/fake-electron-dist.ts';

const root = path.resolve(import.meta.dirname, '../..');
const builder = path.join(root, 'node_modules/electron-builder/cli.js');
/** What `dependencies` bring, and what must stay out although npm puts it beside them. */
const packages = ['better-sqlite3', '@ffmpeg-installer', '@ffprobe-installer', 'node-addon-api'];

let folder: string;
let unpacked: string;
let archive: string;

/** A copy of the project with only what packing reads, so that the test does not depend on how node_modules came here. */
function stageProject(project: string): void {
  mkdirSync(path.join(project, 'out'), { recursive: true });
  for (const name of ['package.json', 'package-lock.json', 'electron-builder.yml', 'LICENSE']) {
    cpSync(path.join(root, name), path.join(project, name));
  }
  cpSync(path.join(root, 'resources'), path.join(project, 'resources'), { recursive: true });
  for (const name of ['main', 'preload', 'renderer']) {
    cpSync(path.join(root, 'out', name), path.join(project, 'out', name), { recursive: true });
  }
  cpSync(path.join(root, 'out', 'main'), path.join(project, 'out', 'reports'), { recursive: true }); // must stay out
  execFileSync(process.execPath, [path.join(root, 'scripts/icons.mjs'), path.join(project, 'out/icons')]);
  for (const name of packages)
    linkTree(path.join(root, 'node_modules', name), path.join(project, 'node_modules', name));
  const node = path.join(project, 'node_modules/node');
  mkdirSync(node, { recursive: true });
  if (existsSync(path.join(root, 'node_modules/node'))) {
    cpSync(path.join(root, 'node_modules/node/package.json'), path.join(node, 'package.json'));
  }
}

/** Hard links where the disk allows them: ffmpeg alone has 140 MB. */
function linkTree(from: string, to: string): void {
  cpSync(from, to, {
    recursive: true,
    dereference: true,
    filter: (source, target) => {
      if (!source.endsWith('ffmpeg') && !source.endsWith('ffprobe')) return true;
      return !isLinked(source, target);
    },
  });
}

function isLinked(source: string, target: string): boolean {
  try {
    mkdirSync(path.dirname(target), { recursive: true });
    linkSync(source, target);
    return true;
  } catch {
    return false; // a folder, or another disk: copied instead
  }
}

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'atalaya-packing-'));
  const project = path.join(folder, 'project');
  stageProject(project);
  const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8')) as {
    version: string;
  };
  writeFakeElectronDist(path.join(folder, 'dist'), version);
  const release = path.join(folder, 'release');
  const settings = [`-c.electronDist=${path.join(folder, 'dist')}`, `-c.directories.output=${release}`];
  execFileSync(process.execPath, [builder, '--projectDir', project, '--linux', 'dir', ...settings], {
    stdio: 'pipe',
    env: { ...process.env, PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}` },
  });
  unpacked = path.join(release, 'linux-unpacked');
  archive = path.join(unpacked, 'resources', 'app.asar');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

test('the archive holds the bundles and the packages they need, and nothing else [Z13]', () => {
  const entries = listPackage(archive, { isPack: false });
  const tops = new Set(entries.map((entry) => entry.split('/').slice(1, 3).join('/')));
  expect([...tops].toSorted()).toEqual([
    'node_modules',
    'node_modules/@ffmpeg-installer',
    'node_modules/@ffprobe-installer',
    'node_modules/better-sqlite3',
    'out',
    'out/main',
    'out/preload',
    'out/renderer',
    'package.json',
  ]);
  for (const wanted of ['/out/main/index.js', '/out/preload/index.cjs', '/out/renderer/index.html']) {
    expect(entries).toContain(wanted);
  }
  expect(entries.filter((entry) => /\.(map|ts|md)$|~$|\/(test|src|deps)\//.test(entry))).toEqual([]);
  expect(entries.filter((entry) => entry.endsWith('.node'))).toEqual([
    `/node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
  ]);
  const manifest = JSON.parse(readFileSync(path.join(extracted(), 'package.json'), 'utf8')) as Record<string, unknown>;
  expect(manifest['devDependencies']).toBeUndefined();
});

test('the sample unit file for servers lies beside the archive, where it can be read and copied [A70]', () => {
  const shipped = readFileSync(path.join(unpacked, 'resources', 'systemd', 'atalaya.service'), 'utf8');
  expect(shipped).toBe(readFileSync(path.join(root, 'resources/systemd/atalaya.service'), 'utf8'));
});

test('programs and native modules lie beside the archive, where the system can start them [Z13]', () => {
  const outside = path.join(unpacked, 'resources', 'app.asar.unpacked', 'node_modules');
  const system = `linux-${process.arch}`;
  for (const file of [
    `better-sqlite3/prebuilds/${system}.node`,
    `@ffmpeg-installer/${system}/ffmpeg`,
    `@ffprobe-installer/${system}/ffprobe`,
  ]) {
    expect([file, existsSync(path.join(outside, file))]).toEqual([file, true]);
  }
});

test('the program’s fuses are set: it can’t be turned into Node, debugged or given other code [Z13] [S01]', async () => {
  const wire = await getCurrentFuseWire(path.join(unpacked, 'atalaya'));
  const state = (fuse: FuseV1Options) => String.fromCharCode(wire[fuse] ?? 0);
  expect({
    runAsNode: state(FuseV1Options.RunAsNode),
    cookies: state(FuseV1Options.EnableCookieEncryption),
    nodeOptions: state(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    inspect: state(FuseV1Options.EnableNodeCliInspectArguments),
    integrity: state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    onlyAsar: state(FuseV1Options.OnlyLoadAppFromAsar),
    files: state(FuseV1Options.GrantFileProtocolExtraPrivileges),
  }).toEqual({
    runAsNode: '0',
    cookies: '1',
    nodeOptions: '0',
    inspect: '0',
    integrity: '1',
    onlyAsar: '1',
    files: '0',
  });
});

test('what was packed opens its window [Z13]', async () => {
  const app = await _electron.launch({
    executablePath: path.join(root, 'test/electron-host/electron'),
    args: [extracted()],
    env: {
      ...withoutOurs(process.env),
      ELECTRON_HOST_PACKAGED: '1',
      XDG_CONFIG_HOME: path.join(folder, 'config'),
      ATALAYA_DATA_DIR: path.join(folder, 'data'),
      ATALAYA_OUTPUT_DIR: path.join(folder, 'videos'),
      ATALAYA_CONTROL_PORT: '0',
    },
  });
  try {
    const page = await app.firstWindow();
    await page.waitForURL((url) => url.protocol !== 'about:');
    await page.getByRole('contentinfo').waitFor();
    expect(await app.evaluate(({ app: packed }) => packed.isPackaged)).toBe(true);
  } finally {
    await app.close();
  }
});

let folderOfContents: string | null = null;
/** The archive's files with those beside it, as Electron sees them. */
function extracted(): string {
  if (folderOfContents) return folderOfContents;
  folderOfContents = path.join(folder, 'contents');
  extractAll(archive, folderOfContents);
  cpSync(`${archive}.unpacked`, folderOfContents, { recursive: true });
  return folderOfContents;
}

const withoutOurs = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !/^(ATALAYA|ELECTRON)_/.test(entry[0]),
    ),
  );
