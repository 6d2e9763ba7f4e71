// Rewrites the last column of the tables in docs/requirements.md from the titles of the tests: a title ends in the ids of the
// rows that it proves, as `… [A13] [S16]`. `--check` changes nothing and fails when the page is not fresh.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const page = path.join(root, 'docs', 'requirements.md');
const title = /(['"`])((?:\\.|(?!\1)[^\\\n])*?(?:\s*\[[A-Z]\d{2}(?:,? ?[A-Z]\d{2})*\])+)\1/g;
const shownProofs = 3;

function* testFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* testFiles(file);
    else if (/\.(test|spec)\.tsx?$/.test(entry.name)) yield file;
  }
}

/** Row id → the tests that name it, as `file: title`. */
export function collectProofs(folder = path.join(root, 'test')) {
  const proofs = new Map();
  for (const file of [...testFiles(folder)].sort((a, b) => (a < b ? -1 : 1))) {
    for (const [, , text] of readFileSync(file, 'utf8').matchAll(title)) {
      const [words] = text.split(/\s*\[[A-Z]\d{2}/);
      const proof = `${path.relative(root, file).replaceAll(path.sep, '/')}: ${words.replaceAll('|', '/').replaceAll('\\', '')}`;
      for (const [id] of text.slice(words.length).matchAll(/[A-Z]\d{2}/g)) {
        const known = proofs.get(id) ?? [];
        if (!known.includes(proof)) proofs.set(id, [...known, proof]);
      }
    }
  }
  return proofs;
}

function proofCell(proofs) {
  if (!proofs) return 'open';
  const rest = proofs.length - shownProofs;
  return [...proofs.slice(0, shownProofs), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}

/** The page with each row's proof as the tests stand now. */
export function renderRequirements(text, proofs = collectProofs()) {
  return text.replaceAll(
    /^(\| ([A-Z]\d{2}) \|.*\|) [^|]* \|$/gm,
    (_, row, id) => `${row} ${proofCell(proofs.get(id))} |`,
  );
}

if (process.argv[1] === import.meta.filename) {
  const before = readFileSync(page, 'utf8');
  const after = renderRequirements(before);
  const isFresh = before === after;
  if (!process.argv.includes('--check')) writeFileSync(page, after);
  else if (!isFresh) {
    console.error('docs/requirements.md is not fresh: npm run requirements');
    process.exitCode = 1;
  }
}
