import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** Who may import whom (docs/design.md). The first entry whose folder holds the file decides. `$1` is the feature's own name. */
const rules: { files: RegExp; ours: RegExp; packages: RegExp }[] = [
  { files: /^shared\/i18n\//, ours: /^shared\//, packages: /^i18next$/ },
  { files: /^shared\//, ours: /^shared\//, packages: /^(zod|@orpc\/contract|liquidjs)$/ },
  { files: /^preload\//, ours: /^(preload|shared\/contract)\//, packages: /^electron$/ },
  {
    files: /^renderer\/kit\//,
    ours: /^renderer\/kit\//,
    packages: /^(react|react-dom|zustand|uplot|@mantine\/|@tanstack\/|@tabler\/)/,
  },
  {
    files: /^renderer\/features\/([^/]+)\//,
    ours: /^(renderer\/features\/$1|renderer\/kit|renderer\/app|shared)\//,
    packages: /^(?!node:|electron)/,
  },
  { files: /^renderer\//, ours: /^(renderer|shared)\//, packages: /^(?!node:|electron)/ },
  { files: /^main\/platform\//, ours: /^(main\/platform|shared)\//, packages: /^(?!electron)/ },
  {
    files: /^main\/features\/([^/]+)\//,
    ours: /^(main\/features\/$1|main\/platform|shared)\//,
    packages: /^(?!electron|fastify|ws$)/,
  },
  { files: /^main\/transport\//, ours: /^(main\/transport|main\/platform|shared)\//, packages: /^(?!electron)/ },
  { files: /^main\/(electron\/|index\.ts)/, ours: /^(main|shared)\/|^package\.json$/, packages: /./ },
  { files: /^main\//, ours: /^(main\/(?!electron\/)|shared\/)|^package\.json$/, packages: /^(?!electron)/ },
];

const specifier = /(?:from\s+|import\s+|import\()\s*['"]([^'"]+)['"]/g;
const withoutComments = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

function resolve(file: string, wanted: string): string | null {
  if (wanted.startsWith('#shared/')) return wanted.slice(1);
  if (wanted.startsWith('#platform/')) return `main/platform/${wanted.slice('#platform/'.length)}`;
  return wanted.startsWith('.') ? path.posix.join(path.posix.dirname(file), wanted) : null;
}

function complaints(file: string, text: string): string[] {
  const rule = rules.find((candidate) => candidate.files.test(file));
  if (!rule) return [`${file}: in no folder that the design knows`];
  const own = rule.files.exec(file)?.[1] ?? '';
  const ours = new RegExp(rule.ours.source.replaceAll('$1', own));
  return [...withoutComments(text).matchAll(specifier)].flatMap(([, wanted = '']) => {
    const target = resolve(file, wanted);
    const isAllowed = target === null ? rule.packages.test(wanted) : ours.test(target);
    return isAllowed ? [] : [`${file} may not import ${wanted}`];
  });
}

const files = globSync('{main,shared,preload,renderer}/**/*.{ts,tsx}').map((file) => file.replaceAll(path.sep, '/'));

test('every import follows the rules of the house [Z03]', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((file) => complaints(file, readFileSync(file, 'utf8')))).toEqual([]);
});

test.each([
  ['shared/domain/job.ts', "import fs from 'node:fs';"],
  ['main/features/jobs/service.ts', "import { x } from '../video/service.ts';"],
  ['main/features/jobs/service.ts', "import { app } from 'electron';"],
  ['renderer/features/jobs/QueuePage.tsx', "import { x } from '../video/Player.tsx';"],
  ['renderer/kit/Button.tsx', "import { x } from '../app/client.ts';"],
  ['main/platform/ids.ts', "export { x } from '../core/create-core.ts';"],
  ['main/core/create-core.ts', "const x = await import('../electron/tray.ts');"],
])('%s with %s is refused', (file, text) => {
  expect(complaints(file, text)).toHaveLength(1);
});
