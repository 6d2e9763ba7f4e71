import { z } from 'zod';
import { placements, stepSchemas, type StepKind } from '#shared/domain/recipe.ts';

export type Unit = 'seconds' | 'decibels' | 'pixels' | 'percent' | 'times' | 'lufs' | 'loudnessUnits' | 'megabytes';
export type Widget = 'number' | 'text' | 'lines' | 'choice' | 'switch' | 'colour' | 'placement' | 'path';

/** What a step's form needs to know of one value. Limits, defaults and choices come from the step's schema. */
export interface StepField {
  readonly name: string;
  readonly widget: Widget;
  readonly unit: Unit | null;
  /** Shown value = stored value × this (bytes as megabytes, shares as per cent). */
  readonly scale: number;
  /** In the shown unit. */
  readonly min: number | null;
  readonly max: number | null;
  readonly step: number | null;
  readonly maxLength: number | null;
  readonly isInteger: boolean;
  /** May stay empty: the stored value is then null, or absent. */
  readonly emptyAs: 'null' | 'absent' | null;
  readonly choices: readonly string[];
  readonly defaultValue: unknown;
  /** Shown only while another field has this value. */
  readonly shownWhen: { readonly field: string; readonly is: string } | null;
  readonly pick: 'image' | 'captions' | null;
}

interface Hint {
  readonly widget?: Widget;
  readonly unit?: Unit;
  readonly scale?: number;
  readonly step?: number;
  readonly shownWhen?: StepField['shownWhen'];
  readonly pick?: 'image' | 'captions';
}

const seconds: Hint = { unit: 'seconds', step: 0.1 };
const share: Hint = { unit: 'percent', scale: 100, step: 1 };

/** What a schema can't say: units, steps of the arrows, and which field is how to be filled in. */
const hints: { readonly [K in StepKind]?: Readonly<Record<string, Hint>> } = {
  trim: { startSeconds: seconds, endSeconds: seconds },
  'cut-silence': {
    thresholdDb: { unit: 'decibels', step: 1 },
    minSilenceSeconds: seconds,
    marginSeconds: { unit: 'seconds', step: 0.05 },
  },
  reframe: {
    longSidePixels: { unit: 'pixels', step: 2 },
    padColour: { shownWhen: { field: 'mode', is: 'pad' } },
  },
  scale: { maxWidth: { unit: 'pixels', step: 2 }, maxHeight: { unit: 'pixels', step: 2 } },
  speed: { factor: { unit: 'times', step: 0.05 } },
  fade: { inSeconds: seconds, outSeconds: seconds },
  loudness: {
    targetLufs: { unit: 'lufs', step: 0.5 },
    truePeakDb: { unit: 'decibels', step: 0.5 },
    rangeLu: { unit: 'loudnessUnits', step: 1 },
  },
  text: { text: { widget: 'lines' }, size: share, startSeconds: seconds, endSeconds: seconds },
  logo: { imagePath: { widget: 'path', pick: 'image' }, width: share, opacity: share },
  captions: { srtPath: { widget: 'path', pick: 'captions' }, srt: { widget: 'lines' }, size: { ...share, step: 0.5 } },
  'limit-size': { maxBytes: { unit: 'megabytes', scale: 1e-6, step: 1 } },
  thumbnail: { atSeconds: seconds, widthPixels: { unit: 'pixels', step: 2 } },
};

/** The part of JSON Schema that steps use. */
const nodeSchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  pattern: z.string().optional(),
  default: z.unknown().optional(),
  const: z.unknown().optional(),
  get anyOf() {
    return z.array(nodeSchema).optional();
  },
});
type Node = z.infer<typeof nodeSchema>;
const objectSchema = z.object({
  properties: z.record(z.string(), nodeSchema),
  required: z.array(z.string()).default([]),
});

function widgetOf(node: Node): Widget {
  if (node.enum) return node.enum.length === placements.length ? 'placement' : 'choice';
  if (node.type === 'boolean') return 'switch';
  if (node.type === 'number' || node.type === 'integer') return 'number';
  return node.pattern?.includes('#') ? 'colour' : 'text';
}

function toField(name: string, declared: Node, isRequired: boolean, hint: Hint): StepField {
  const isNullable = declared.anyOf?.some((part) => part.type === 'null') ?? false;
  const node = declared.anyOf?.find((part) => part.type !== 'null') ?? declared;
  const scale = hint.scale ?? 1;
  const shown = (limit: number | undefined) => (limit === undefined ? null : round(limit * scale));
  return {
    name,
    widget: hint.widget ?? widgetOf(node),
    unit: hint.unit ?? null,
    scale,
    min: shown(node.minimum),
    max: shown(node.maximum),
    step: hint.step ?? null,
    maxLength: node.maxLength ?? null,
    isInteger: node.type === 'integer' && scale === 1,
    emptyAs: isNullable ? 'null' : !isRequired && declared.default === undefined ? 'absent' : null,
    choices: node.enum ?? [],
    defaultValue: declared.default ?? (isNullable ? null : undefined),
    shownWhen: hint.shownWhen ?? null,
    pick: hint.pick ?? null,
  };
}

/** Takes away what a float adds to a product, as in 0.045 × 100. */
export const round = (value: number): number => Number(value.toPrecision(12));

function deriveFields(kind: StepKind): readonly StepField[] {
  const object = objectSchema.parse(z.toJSONSchema(stepSchemas[kind], { io: 'input' }));
  const order = Object.keys(hints[kind] ?? {});
  return Object.entries(object.properties)
    .filter(([name]) => name !== 'kind')
    .map(([name, node]) => toField(name, node, object.required.includes(name), hints[kind]?.[name] ?? {}))
    .toSorted((a, b) => placeOf(a.name, order) - placeOf(b.name, order));
}

/** Captions: the file comes before the pasted text; everywhere else the schema's own order is the form's. */
const placeOf = (name: string, order: readonly string[]): number => (order[0] === 'srtPath' ? order.indexOf(name) : 0);

const derived = new Map<StepKind, readonly StepField[]>();
/** The fields of a step's form, made from its schema once. */
export function fieldsOf(kind: StepKind): readonly StepField[] {
  const known = derived.get(kind) ?? deriveFields(kind);
  derived.set(kind, known);
  return known;
}
