import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const report = (time: string): string =>
  `printf 'frame=1\\nout_time_us=${time}\\ntotal_size=1\\nprogress=continue\\n' >&3`;

/** The health page asks for the version; sick or not, these tell it. */
const version = '[ "$1" = -version ] && { echo "ffmpeg version 7.1"; exit 0; }';

/** Programs that behave as a sick ffmpeg does. Each takes any arguments. */
const scripts = {
  'exit-1': 'echo "Error while decoding: something odd" >&2; exit 1',
  'exit-137': 'exit 137',
  segfault: 'kill -SEGV $$',
  'broken-pipe': 'kill -PIPE $$',
  'no-space': 'echo "av_interleaved_write_frame(): No space left on device" >&2; exit 228',
  'huge-stderr': 'head -c "BYTES" /dev/zero | tr "\\0" x >&2; exit 1',
  /** Says the same for ever. */
  'stands-still': `while :; do ${report('1000')}; sleep 0.05; done`,
  /** Says nothing and ignores TERM. */
  deaf: "trap '' TERM; while :; do sleep 1; done",
  /** Its child holds the pipes open. */
  'with-child': 'sleep 1000 & while :; do sleep 1; done',
} as const;
export type FakeKind = keyof typeof scripts | 'missing' | 'not-executable' | 'other-machine';

/** Writes such a program into `folder`; answers its path. */
export function writeFakeFfmpeg(folder: string, kind: FakeKind, stderrBytes = 1_000_000): string {
  const file = path.join(folder, `fake-${kind}`);
  if (kind === 'missing') return file;
  if (kind === 'other-machine') {
    // The head of an ELF file for a machine that is not this one.
    const head = Buffer.alloc(512, 0x28);
    head.write('\u007fELF\u0002\u0001\u0001', 'latin1');
    head.writeUInt16LE(0xf3, 18);
    writeFileSync(file, head);
  } else
    writeFileSync(
      file,
      `#!/bin/sh\n${version}\n${kind === 'not-executable' ? '' : scripts[kind].replace('"BYTES"', String(stderrBytes))}\n`,
    );
  chmodSync(file, kind === 'not-executable' ? 0o600 : 0o700);
  return file;
}
