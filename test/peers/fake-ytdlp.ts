import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** What the page behind a link is, by the end of its path. */
const answers = `
case "$link" in
  */video) printf 'Mi gran vídeo / 🎬\\n' >> title.txt; cp "$CLIP" source.mp4 ;;
  */empty) : > source.mp4 ;;
  */nothing) ;;
  */large) echo '[download] File is larger than max-filesize (9 bytes > 1 bytes). Aborting.' ;;
  */gone) echo 'ERROR: [generic] gone: HTTP Error 404: Not Found' >&2; exit 1 ;;
  */halves) if [ -e source.mp4.part ]; then mv source.mp4.part source.mp4; else cp "$CLIP" source.mp4.part; exit 1; fi ;;
esac`;

/**
 * A program that takes yt-dlp's options as we write them (read against yt-dlp 2026.08.19) and refuses anything else, so that a
 * changed command line is noticed. Answers its path.
 */
export function writeFakeYtdlp(folder: string, clip: string): string {
  const file = path.join(folder, 'yt-dlp');
  const script = `#!/bin/sh
CLIP='${clip}'
while [ $# -gt 0 ]; do
  case "$1" in
    --version) echo 2026.08.19; exit 0 ;;
    --ignore-config|--no-playlist|--no-exec|--no-cache-dir|--no-mtime|--no-color|--newline|--progress|--continue|--restrict-filenames) ;;
    --progress-template|--max-filesize|--socket-timeout|--retries|--format|--merge-output-format|--output|--ffmpeg-location) shift ;;
    --print-to-file) shift; shift ;;
    --batch-file) [ "$2" = - ] || exit 2; shift; read -r link ;;
    *) echo "yt-dlp: error: no such option: $1" >&2; exit 2 ;;
  esac
  shift
done
echo 'atalaya-progress 50 100'
${answers}
`;
  writeFileSync(file, script, { mode: 0o700 });
  return file;
}
