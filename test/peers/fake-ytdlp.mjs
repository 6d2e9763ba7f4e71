#!/usr/bin/env node
// Reads its links from stdin as yt-dlp does with `--batch-file -`, talks about them, and fails or leaves a video. What it could see of
// its caller goes to the file that stands beside it.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const own = import.meta.dirname;
if (process.argv.includes('--version')) {
  process.stdout.write('2026.01.01\n');
  process.exit(0);
}
const link = readFileSync(0, 'utf8').trim();
writeFileSync(
  path.join(own, 'seen.json'),
  JSON.stringify({
    link,
    argv: process.argv,
    commandLine: readFileSync('/proc/self/cmdline', 'utf8'),
    env: process.env,
  }),
);
process.stdout.write(`[generic] Extracting URL: ${link}\n`);
process.stderr.write(`WARNING: trying ${link} with password=${'hunter2'.repeat(3)}\n`);
if (link.includes('fails')) {
  process.stderr.write(`ERROR: unable to download webpage ${link}: HTTP Error 403\n`);
  process.exit(1);
}
copyFileSync(path.join(own, 'clip.mp4'), 'source.mp4');
