import { z } from 'zod';
import type { ErrorCode } from '../contract/errors.ts';

/** Seconds into the source; three digits are enough for a frame at 240 fps. */
const seconds = z.number().min(0).max(86_400);
const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/);
/** Where an overlay sits; the margin is a share of the shorter side. */
export const placements = [
  'top-left',
  'top',
  'top-right',
  'left',
  'center',
  'right',
  'bottom-left',
  'bottom',
  'bottom-right',
] as const;

/**
 * The steps of a recipe, in the order they run. Numbers are in the unit that their name says; each step has a form in the window
 * made from this table (renderer/features/video) and one filter builder (main/features/video/steps).
 */
export const stepSchemas = {
  trim: z.object({
    kind: z.literal('trim'),
    startSeconds: seconds.default(0),
    endSeconds: seconds.nullable().default(null),
  }),
  'cut-silence': z.object({
    kind: z.literal('cut-silence'),
    thresholdDb: z.number().min(-80).max(-10).default(-35),
    /** Silence shorter than this stays. */
    minSilenceSeconds: z.number().min(0.1).max(10).default(0.5),
    /** Kept on both sides of every cut. */
    marginSeconds: z.number().min(0).max(2).default(0.15),
  }),
  reframe: z.object({
    kind: z.literal('reframe'),
    aspect: z.enum(['9:16', '1:1', '4:5', '16:9']).default('9:16'),
    mode: z.enum(['blur', 'crop', 'pad']).default('blur'),
    /** Length of the longer side of the result. */
    longSidePixels: z.int().min(240).max(3840).default(1920),
    padColour: colour.default('#000000'),
  }),
  scale: z.object({
    kind: z.literal('scale'),
    maxWidth: z.int().min(16).max(7680).default(1280),
    maxHeight: z.int().min(16).max(7680).default(1280),
  }),
  speed: z.object({ kind: z.literal('speed'), factor: z.number().min(0.25).max(4).default(1.25) }),
  fade: z.object({
    kind: z.literal('fade'),
    inSeconds: z.number().min(0).max(30).default(0.5),
    outSeconds: z.number().min(0).max(30).default(0.5),
  }),
  loudness: z.object({
    kind: z.literal('loudness'),
    /** EBU R128 integrated loudness, measured first and applied in a second pass. */
    targetLufs: z.number().min(-40).max(-5).default(-14),
    truePeakDb: z.number().min(-9).max(0).default(-1),
    rangeLu: z.number().min(1).max(20).default(11),
  }),
  text: z.object({
    kind: z.literal('text'),
    text: z.string().min(1).max(2000),
    placement: z.enum(placements).default('bottom'),
    /** Letter height as a share of the picture's height. */
    size: z.number().min(0.01).max(0.5).default(0.05),
    colour: colour.default('#FFFFFF'),
    box: z.boolean().default(true),
    startSeconds: seconds.default(0),
    endSeconds: seconds.nullable().default(null),
  }),
  logo: z.object({
    kind: z.literal('logo'),
    /** Absolute path of a PNG, JPEG or WebP picture. */
    imagePath: z.string().min(1).max(4096),
    placement: z.enum(placements).default('top-right'),
    /** Width of the logo as a share of the picture's width. */
    width: z.number().min(0.02).max(1).default(0.18),
    opacity: z.number().min(0.05).max(1).default(1),
  }),
  captions: z.object({
    kind: z.literal('captions'),
    /** SubRip text itself, or the absolute path of an .srt file. Exactly one of the two. */
    srt: z.string().max(2_000_000).optional(),
    srtPath: z.string().max(4096).optional(),
    size: z.number().min(0.01).max(0.2).default(0.045),
  }),
  'limit-size': z.object({
    kind: z.literal('limit-size'),
    maxBytes: z.int().min(100_000).max(64_000_000_000).default(16_000_000),
  }),
  thumbnail: z.object({
    kind: z.literal('thumbnail'),
    atSeconds: seconds.default(1),
    widthPixels: z.int().min(64).max(3840).default(720),
  }),
} as const;

export const stepKinds = Object.keys(stepSchemas) as StepKind[];
export type StepKind = keyof typeof stepSchemas;

const stepUnknown: ErrorCode = 'recipe-step-unknown';

export const stepSchema = z.discriminatedUnion(
  'kind',
  [
    stepSchemas.trim,
    stepSchemas['cut-silence'],
    stepSchemas.reframe,
    stepSchemas.scale,
    stepSchemas.speed,
    stepSchemas.fade,
    stepSchemas.loudness,
    stepSchemas.text,
    stepSchemas.logo,
    stepSchemas.captions,
    stepSchemas['limit-size'],
    stepSchemas.thumbnail,
  ],
  // A code of the catalogue as the message: the answer then bears it (transport/issues.ts).
  { error: (issue) => (issue.code === 'invalid_union' ? stepUnknown : undefined) },
);
export type Step = z.infer<typeof stepSchema>;

export const recipeSchema = z.object({
  steps: z.array(stepSchema).max(40),
  output: z
    .object({
      container: z.enum(['mp4', 'mov', 'webm']).default('mp4'),
      /** x264 constant rate factor: smaller is better and larger. */
      quality: z.int().min(14).max(40).default(21),
      encoderPreset: z.enum(['ultrafast', 'veryfast', 'fast', 'medium', 'slow']).default('veryfast'),
    })
    .prefault({}),
});
export type Recipe = z.infer<typeof recipeSchema>;
export type RecipeInput = z.input<typeof recipeSchema>;

export const presetIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
export const presetSchema = z.object({
  id: presetIdSchema,
  name: z.string().min(1).max(120),
  description: z.string().max(500),
  recipe: recipeSchema,
  /** Shipped presets can be copied, not changed. */
  shipped: z.boolean(),
});
export type Preset = z.infer<typeof presetSchema>;

/** A file of presets, as exported and imported. */
export const presetFileSchema = z.object({
  format: z.literal('atalaya-presets'),
  version: z.literal(1),
  presets: z
    .array(presetSchema.omit({ shipped: true }))
    .min(1)
    .max(500),
});
export type PresetFile = z.infer<typeof presetFileSchema>;

export const defaultPresetId = 'auto-edit';
