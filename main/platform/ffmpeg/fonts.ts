import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Usual places of a plain face with Latin, Cyrillic and Greek letters. */
const places = [
  '/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf',
  '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
  '/usr/share/fonts/TTF/DejaVuSans-Bold.ttf',
  '/usr/share/fonts/dejavu-sans-fonts/DejaVuSans-Bold.ttf',
  '/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf',
  '/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf',
  '/usr/share/fonts/noto/NotoSans-Bold.ttf',
  '/System/Library/Fonts/Supplemental/Arial Bold.ttf',
  '/System/Library/Fonts/Supplemental/Arial.ttf',
  '/Library/Fonts/Arial.ttf',
  'C:\\Windows\\Fonts\\segoeuib.ttf',
  'C:\\Windows\\Fonts\\arialbd.ttf',
  'C:\\Windows\\Fonts\\arial.ttf',
];

/** The file of a font for texts on the picture: a usual place, else what fontconfig names; null where neither knows one. */
export async function findFontFile(): Promise<string | null> {
  for (const place of places) if (await isThere(place)) return place;
  try {
    const { stdout } = await promisify(execFile)('fc-match', ['-f', '%{file}', 'sans:bold'], { timeout: 5000 });
    return /\.(ttf|otf|ttc)$/i.test(stdout) && (await isThere(stdout)) ? stdout : null;
  } catch {
    // No fontconfig on this system.
    return null;
  }
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
