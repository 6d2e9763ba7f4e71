import { AppError } from '#shared/contract/errors.ts';
import type { Step } from '#shared/domain/recipe.ts';
import { filter, formatNumber } from '#platform/ffmpeg/filter-graph.ts';
import type { EditPlan, PlanTools } from '../edit-plan.ts';
import { detectPicture, readSmallFile } from '../file-kind.ts';
import { parseSrt, writeSrt } from '../srt.ts';

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

const marginShare = 0.04;
const maxLogoBytes = 50_000_000;
const maxSrtBytes = 2_000_000;

/** Words on the picture. They go to ffmpeg in a file, one a line, and are never read as filter syntax. */
export async function addText(plan: EditPlan, step: StepOf<'text'>, tools: PlanTools): Promise<void> {
  const fontSize = Math.max(6, Math.round(plan.height * step.size));
  const lines = wrapText(step.text, Math.max(1, Math.floor((plan.width * (1 - 2 * marginShare)) / (fontSize * 0.55))));
  const lineHeight = Math.round(fontSize * 1.35);
  const margin = Math.round(Math.min(plan.width, plan.height) * marginShare);
  const top = verticalStart(step.placement, { height: plan.height, block: lineHeight * lines.length, margin });
  const fontName = await tools.fontName();
  const timed = step.startSeconds > 0 || step.endSeconds !== null;
  plan.addVideo(
    ...lines.map((line, index) =>
      filter('drawtext', {
        textfile: tools.writeFile('text', line),
        expansion: 'none',
        ...(fontName ? { fontfile: fontName } : { font: 'Sans' }),
        fontsize: fontSize,
        fontcolor: step.colour,
        x: horizontal(step.placement, 'w', 'text_w', margin),
        // By the font's own line, so that lines with and without descenders stand even.
        y: top + index * lineHeight,
        ...(step.box
          ? { box: 1, boxcolor: '#000000@0.55', boxborderw: Math.max(2, Math.round(fontSize * 0.18)) }
          : { borderw: Math.max(1, Math.round(fontSize / 18)), bordercolor: '#000000' }),
        ...(timed
          ? { enable: `between(t,${formatNumber(step.startSeconds)},${formatNumber(step.endSeconds ?? 86_400)})` }
          : {}),
      }),
    ),
  );
}

/** Words into lines of at most `width` characters; a longer word is cut. Empty lines and control characters go. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.normalize('NFC').split(/\r\n|\n|\r/)) {
    let line = '';
    // eslint-disable-next-line no-control-regex -- control characters separate words too
    const words = paragraph.split(/[\s\u0000-\u001f\u007f]+/).filter(Boolean);
    for (const word of words.flatMap((long) => cutWord(long, width))) {
      if (line && countLetters(line) + 1 + countLetters(word) > width) {
        lines.push(line);
        line = word;
      } else line = line ? `${line} ${word}` : word;
    }
    if (line) lines.push(line);
  }
  return lines.length > 0 ? lines.slice(0, 60) : [' '];
}

const splitLetters = (text: string): string[] => Array.from(new Intl.Segmenter().segment(text), (part) => part.segment);
const countLetters = (text: string): number => splitLetters(text).length;

function cutWord(word: string, width: number): string[] {
  const letters = splitLetters(word);
  return Array.from({ length: Math.ceil(letters.length / width) }, (_, part) =>
    letters.slice(part * width, (part + 1) * width).join(''),
  );
}

const horizontal = (placement: string, outer: string, inner: string, margin: number): string =>
  placement.endsWith('left')
    ? String(margin)
    : placement.endsWith('right')
      ? `${outer}-${inner}-${margin}`
      : `(${outer}-${inner})/2`;

function verticalStart(placement: string, size: { height: number; block: number; margin: number }): number {
  if (placement.startsWith('top')) return size.margin;
  if (placement.startsWith('bottom')) return Math.max(0, size.height - size.block - size.margin);
  return Math.max(0, Math.round((size.height - size.block) / 2));
}

/** A picture over the picture. Its bytes are checked and copied first, so that what was checked is what is shown. */
export async function addLogo(plan: EditPlan, step: StepOf<'logo'>, tools: PlanTools): Promise<void> {
  const { bytes, kind } = await readLogo(step.imagePath);
  const name = tools.writeFile(`logo.${kind}`, bytes);
  // Known before the encoding, which would only say that something failed, and be tried again.
  if (!(await tools.isPicture(name))) throw new AppError('logo-invalid', { path: step.imagePath });
  const pad = plan.addPicture(name);
  const width = Math.max(2, Math.round(plan.width * step.width));
  const margin = Math.round(Math.min(plan.width, plan.height) * marginShare);
  plan.branchVideo((from) => {
    const [logo, to] = [plan.newPad('g'), plan.newPad('v')];
    const y = step.placement.startsWith('top')
      ? String(margin)
      : step.placement.startsWith('bottom')
        ? `H-h-${margin}`
        : '(H-h)/2';
    return {
      to,
      chains: [
        {
          from: [pad],
          filters: [
            filter('scale', { w: width, h: -1 }),
            filter('format', { pix_fmts: 'rgba' }),
            filter('colorchannelmixer', { aa: step.opacity }),
          ],
          to: [logo],
        },
        {
          from: [from, logo],
          filters: [filter('overlay', { x: horizontal(step.placement, 'W', 'w', margin), y, eof_action: 'repeat' })],
          to: [to],
        },
      ],
    };
  });
}

/** The bytes of a PNG, JPEG or WebP. Throws `logo-invalid`. */
export async function readLogo(path: string): Promise<{ bytes: Buffer; kind: 'png' | 'jpeg' | 'webp' }> {
  try {
    const bytes = await readSmallFile(path, maxLogoBytes);
    const kind = bytes && detectPicture(bytes);
    if (bytes && kind) return { bytes, kind };
  } catch (error) {
    throw new AppError('logo-invalid', { path }, { cause: error });
  }
  throw new AppError('logo-invalid', { path });
}

/** Captions burnt in from SubRip. What was parsed is written anew; the original never reaches the renderer. */
export async function addCaptions(plan: EditPlan, step: StepOf<'captions'>, tools: PlanTools): Promise<void> {
  const captions = parseSrt(await readSrt(step));
  const name = tools.writeFile('captions.srt', writeSrt(captions));
  const hasFont = (await tools.fontName()) !== null;
  plan.addVideo(
    filter('subtitles', {
      filename: name,
      charenc: 'UTF-8',
      ...(hasFont ? { fontsdir: '.' } : {}),
      // libass counts in a picture 288 high when SubRip names no size.
      force_style: `FontSize=${(step.size * 288).toFixed(1)},Outline=1.2,Shadow=0,MarginV=${Math.round(288 * 0.05)}`,
    }),
  );
}

/** The step's SubRip text. Throws `captions-invalid` where there is not exactly one source, or it can't be read. */
export async function readSrt(step: StepOf<'captions'>): Promise<string> {
  if ((step.srt === undefined) === (step.srtPath === undefined))
    throw new AppError('captions-invalid', { line: 0, reason: 'srt-source' });
  if (step.srt !== undefined) return step.srt;
  try {
    const bytes = await readSmallFile(step.srtPath ?? '', maxSrtBytes);
    if (bytes) return new TextDecoder('utf-8').decode(bytes);
  } catch (error) {
    throw new AppError('captions-invalid', { line: 0, reason: 'srt-unreadable' }, { cause: error });
  }
  throw new AppError('captions-invalid', { line: 0, reason: 'srt-too-large' });
}
