// Builds the three bundles into out/: main (several Node entries that share chunks), preload (one CommonJS file), renderer.
import { builtinModules } from 'node:module';
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const root = path.resolve(import.meta.dirname, '..');
const native = [
  'electron',
  /^electron\//,
  'better-sqlite3',
  'node-notifier',
  '@ffmpeg-installer/ffmpeg',
  '@ffprobe-installer/ffprobe',
];
const common = { root, configFile: false, logLevel: 'warn', publicDir: false };

const main = {
  ...common,
  ssr: { noExternal: true },
  resolve: { conditions: ['node'] },
  build: {
    ssr: true,
    outDir: 'out/main',
    target: 'node24',
    minify: false,
    sourcemap: true,
    emptyOutDir: false,
    rolldownOptions: {
      input: {
        index: 'main/index.ts',
        headless: 'main/headless.ts',
        cli: 'main/cli.ts',
        'query-worker': 'main/platform/database/query-worker.ts',
      },
      external: [...native, ...builtinModules, /^node:/],
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        // fluent-ffmpeg still reads these two CommonJS names.
        banner: 'const __dirname = import.meta.dirname; const __filename = import.meta.filename;',
      },
    },
  },
};

const preload = {
  ...common,
  build: {
    outDir: 'out/preload',
    target: 'chrome140',
    minify: false,
    sourcemap: false,
    emptyOutDir: false,
    lib: { entry: path.join(root, 'preload/index.ts'), formats: ['cjs'], fileName: () => 'index.cjs' },
    rolldownOptions: { external: ['electron'] },
  },
};

const renderer = {
  ...common,
  root: path.join(root, 'renderer'),
  base: '/',
  plugins: [react()],
  build: {
    outDir: path.join(root, 'out/renderer'),
    target: 'chrome140',
    emptyOutDir: false,
    chunkSizeWarningLimit: 1500,
    // The content policy allows no data: addresses for scripts or styles.
    assetsInlineLimit: 0,
  },
};

/** Builds what `parts` names (default: all three). A failed part rejects with its own error. */
export async function buildAll(parts = ['main', 'preload', 'renderer']) {
  const beganAt = new Date();
  const configs = { main, preload, renderer };
  for (const part of parts) rmSync(path.join(root, 'out', part), { recursive: true, force: true });
  await Promise.all(parts.map((part) => build(configs[part])));
  if (parts.length === Object.keys(configs).length) stamp(beganAt);
}

/** For the launchers: what changes from `beganAt` on is not in this build. */
function stamp(beganAt) {
  const file = path.join(root, 'out', '.built');
  writeFileSync(file, '');
  utimesSync(file, beganAt, beganAt);
}

if (process.argv[1] === import.meta.filename)
  await buildAll(process.argv.length > 2 ? process.argv.slice(2) : undefined);
