// Runs a built Electron main bundle on Node, with the module `electron` resolved to the stand-in beside this file.
import { createRequire, registerHooks } from 'node:module';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const here = import.meta.dirname;
const standIn = pathToFileURL(path.join(here, 'electron.mjs')).href;
registerHooks({
  resolve: (specifier, context, next) =>
    /^electron(\/(main|common|renderer))?$/.test(specifier)
      ? { url: standIn, format: 'module', shortCircuit: true }
      : next(specifier, context),
});

const { preloads, switches, words } = readCommandLine(process.argv.slice(2));
const { folder, manifest, entry } = findApp(words[0] ?? '.');
process.argv = [path.join(here, 'electron'), ...switches, ...words];
for (const [name, value] of [
  ['electron', '45.4.1'],
  ['chrome', '150.0.0.0'],
]) {
  Object.defineProperty(process.versions, name, { value, enumerable: true });
}
const isPackaged = process.env.ELECTRON_HOST_PACKAGED === '1';
Object.assign(process, { type: 'browser', defaultApp: !isPackaged, resourcesPath: path.join(folder, 'resources') });

const { startHost, emitReady } = await import('./host.mjs');
startHost({ folder, manifest, switches, isPackaged });
const require = createRequire(entry);
for (const file of preloads) require(file);
// A main that awaits whenReady() at its top level ends here with "unsettled top-level await", as it hangs in Electron.
await import(pathToFileURL(entry).href);
await emitReady();

/** `[switches] [-r file] app [words]`; what follows the app is the app's own. */
function readCommandLine(args) {
  const found = { preloads: [], switches: [], words: [] };
  for (let i = 0; i < args.length; i++) {
    if (found.words.length > 0) found.words.push(args[i]);
    else if (args[i] === '-r' || args[i] === '--require') found.preloads.push(args[++i]);
    else if (args[i].startsWith('-')) found.switches.push(args[i]);
    else found.words.push(args[i]);
  }
  return found;
}

function findApp(name) {
  const target = path.resolve(name);
  if (!statSync(target).isDirectory()) {
    return { folder: path.dirname(target), manifest: { name: 'app', version: '0.0.0' }, entry: target };
  }
  const manifest = JSON.parse(readFileSync(path.join(target, 'package.json'), 'utf8'));
  return { folder: target, manifest, entry: path.join(target, manifest.main ?? 'index.js') };
}
