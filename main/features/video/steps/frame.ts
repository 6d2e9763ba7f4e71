import type { Step } from '#shared/domain/recipe.ts';
import { filter } from '#platform/ffmpeg/filter-graph.ts';
import type { EditPlan } from '../edit-plan.ts';

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

const ratios = { '9:16': [9, 16], '1:1': [1, 1], '4:5': [4, 5], '16:9': [16, 9] } as const;
const even = (value: number): number => Math.max(2, Math.round(value / 2) * 2);

/** A picture of another shape: sides filled with a blurred copy, cut off, or filled with a colour. */
export function addReframe(plan: EditPlan, step: StepOf<'reframe'>): void {
  const [across, down] = ratios[step.aspect];
  const unit = step.longSidePixels / Math.max(across, down);
  const size = { w: even(across * unit), h: even(down * unit) };
  const inside = filter('scale', fitInside(plan, size));
  const outside = filter('scale', coverWhole(plan, size));
  const isSameShape = Math.abs(plan.width / plan.height - across / down) < 0.005;
  if (isSameShape) plan.addVideo(filter('scale', size));
  else if (step.mode === 'crop') plan.addVideo(outside, filter('crop', size));
  else if (step.mode === 'pad')
    plan.addVideo(inside, filter('pad', { ...size, x: '(ow-iw)/2', y: '(oh-ih)/2', color: step.padColour }));
  else addBlurredSides(plan, size);
  plan.width = size.w;
  plan.height = size.h;
}

/** A type, not an interface: it is also a filter's table of options. */
type Size = { readonly w: number; readonly h: number };
type Picture = Pick<EditPlan, 'width' | 'height'>;

// Worked out here, because older builds of the scale filter (npm's is of 2018) can't be asked for even sides of a kept shape.
/** The largest even size of the picture's shape within `box`. */
function fitInside({ width, height }: Picture, box: Size): Size {
  const factor = Math.min(box.w / width, box.h / height);
  const down = (value: number, limit: number): number => Math.min(limit, Math.max(2, Math.floor(value / 2 + 0.01) * 2));
  return { w: down(width * factor, box.w), h: down(height * factor, box.h) };
}

/** The smallest even size of the picture's shape that hides `box`. */
function coverWhole({ width, height }: Picture, box: Size): Size {
  const factor = Math.max(box.w / width, box.h / height);
  const up = (value: number, least: number): number => Math.max(least, Math.ceil(value / 2 - 0.01) * 2);
  return { w: up(width * factor, box.w), h: up(height * factor, box.h) };
}

/** The blur is made on an eighth of the size and enlarged: the same look for a fraction of the work. */
function addBlurredSides(plan: EditPlan, size: Size): void {
  const small = { w: even(size.w / 8), h: even(size.h / 8) };
  const radius = Math.max(1, Math.floor(Math.min(small.w, small.h) / 12));
  plan.branchVideo((from) => {
    const [front, back, sharp, blurred, to] = ['f', 'b', 's', 'l', 'v'].map((prefix) => plan.newPad(prefix)) as [
      string,
      string,
      string,
      string,
      string,
    ]; // five in, five out
    return {
      to,
      chains: [
        { from: [from], filters: [filter('split', { outputs: 2 })], to: [front, back] },
        {
          from: [back],
          filters: [
            filter('scale', { ...coverWhole(plan, small), flags: 'fast_bilinear' }),
            filter('crop', small),
            filter('boxblur', { lr: radius, lp: 2, cr: Math.max(1, radius >> 1), cp: 2 }),
            filter('scale', { ...size, flags: 'bilinear' }),
            filter('setsar', { sar: 1 }),
          ],
          to: [blurred],
        },
        {
          from: [front],
          filters: [filter('scale', fitInside(plan, size)), filter('setsar', { sar: 1 })],
          to: [sharp],
        },
        { from: [blurred, sharp], filters: [filter('overlay', { x: '(W-w)/2', y: '(H-h)/2' })], to: [to] },
      ],
    };
  });
}

/** Smaller where it exceeds the box; never larger. */
export function addScale(plan: EditPlan, step: StepOf<'scale'>): void {
  const factor = Math.min(1, step.maxWidth / plan.width, step.maxHeight / plan.height);
  const w = factor === 1 ? even(plan.width) : Math.max(2, Math.floor((plan.width * factor) / 2) * 2);
  const h = factor === 1 ? even(plan.height) : Math.max(2, Math.floor((plan.height * factor) / 2) * 2);
  plan.addVideo(filter('scale', { w, h }));
  plan.width = w;
  plan.height = h;
}
