import { presetSchema, type Preset, type RecipeInput } from '#shared/domain/recipe.ts';

/** Name and description are keys into `video.presets` of the window's texts; the words here serve where there are none. */
const shipped = (id: string, name: string, description: string, recipe: RecipeInput): Preset =>
  presetSchema.parse({ id, name, description, recipe, shipped: true });

export const shippedPresets: readonly Preset[] = [
  shipped('auto-edit', 'Auto edit', 'Jump cuts where nobody speaks, 9:16 with blurred sides, even loudness.', {
    steps: [{ kind: 'cut-silence' }, { kind: 'reframe', aspect: '9:16', mode: 'blur' }, { kind: 'loudness' }],
  }),
  shipped('vertical', 'Vertical 9:16', 'For stories and shorts: the whole picture, with blurred sides.', {
    steps: [{ kind: 'reframe', aspect: '9:16', mode: 'blur' }, { kind: 'loudness' }],
  }),
  shipped('square', 'Square 1:1', 'For a feed: the middle of the picture, 1080 pixels.', {
    steps: [{ kind: 'reframe', aspect: '1:1', mode: 'crop', longSidePixels: 1080 }, { kind: 'loudness' }],
  }),
  shipped('portrait', 'Portrait 4:5', 'The tallest shape that a feed shows whole.', {
    steps: [{ kind: 'reframe', aspect: '4:5', mode: 'blur', longSidePixels: 1350 }, { kind: 'loudness' }],
  }),
  shipped('whatsapp-16mb', 'WhatsApp, 16 MB', 'Small enough to be sent as a video in a chat.', {
    steps: [
      { kind: 'scale', maxWidth: 848, maxHeight: 848 },
      { kind: 'loudness' },
      { kind: 'limit-size', maxBytes: 16_000_000 },
    ],
    output: { quality: 24 },
  }),
  shipped(
    'subtitles-ready',
    'Ready for subtitles',
    '16:9 in 1080 lines at high quality, with even loudness and a still.',
    {
      steps: [{ kind: 'reframe', aspect: '16:9', mode: 'pad' }, { kind: 'loudness' }, { kind: 'thumbnail' }],
      output: { quality: 18 },
    },
  ),
  shipped('louder', 'Louder', 'The picture as it is, the sound brought to −14 LUFS.', {
    steps: [{ kind: 'loudness' }],
  }),
  shipped('jump-cuts', 'Jump cuts', 'Pauses out, nothing else changed.', { steps: [{ kind: 'cut-silence' }] }),
  shipped('smaller', 'Smaller', 'At most 1280 pixels, for keeping and sending.', {
    steps: [{ kind: 'scale' }],
    output: { quality: 25 },
  }),
];
