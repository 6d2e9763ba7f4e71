import { existsSync } from 'node:fs';
import { shellProgram } from './shell-program.ts';

export default function globalSetup(): void {
  if (!existsSync('out/main/index.js')) throw new Error('nothing is built: npm run build');
  const { kind, path } = shellProgram();
  process.stderr.write(
    `shell tests run on ${kind === 'electron' ? 'Electron' : 'the stand-in for Electron'}: ${path}\n`,
  );
}
