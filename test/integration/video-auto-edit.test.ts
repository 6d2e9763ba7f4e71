import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RecipeInput } from '#shared/domain/recipe.ts';
import { loudnessOf, measure, talkingClip } from '../helpers/clips.ts';
import { editFile, openVideoHouse, quick, startJob } from '../helpers/video.ts';

test('a local file comes out cut, vertical and even in loudness by the default preset [A72]', async () => {
  const house = openVideoHouse();
  const run = await startJob(house, { kind: 'file', value: await talkingClip() });
  const result = await run.done;
  const found = await measure(result.outputPath ?? '');
  expect(path.basename(result.outputPath ?? '')).toBe('talking_edited.mp4');
  expect(found).toMatchObject({ width: 1080, height: 1920, codecs: ['h264', 'aac'] });
  expect(found.seconds).toBeGreaterThan(2.1);
  expect(found.seconds).toBeLessThan(2.5);
  expect(await loudnessOf(result.outputPath ?? '')).toBeCloseTo(-14, 0);
  expect(result).toMatchObject({
    cached: false,
    skipped: [],
    before: { width: 160, height: 120 },
    after: { width: 1080 },
  });
  expect(run.progress.at(-1)?.stage).toBe('publish');
  expect(run.progress.map((entry) => entry.fraction)).toEqual(
    run.progress.map((entry) => entry.fraction).toSorted((a, b) => (a ?? 0) - (b ?? 0)),
  );
  expect(readdirSync(house.output)).toEqual(['talking_edited.mp4']);
  expect(readdirSync(path.join(house.temp, 'work'))).toEqual([]);
  expect(house.host).toMatchObject({ awake: ['video'], awakeNow: 0 });
});

test('the same file with the same recipe is not encoded twice, and keeps its own name [A12]', async () => {
  const house = openVideoHouse();
  const recipe: RecipeInput = { steps: [{ kind: 'scale', maxWidth: 64 }], output: quick };
  const first = await editFile(house, await talkingClip(), recipe);
  const second = await editFile(house, await talkingClip(), recipe, 'another name');
  expect([first.cached, second.cached]).toEqual([false, true]);
  expect(readdirSync(house.output).toSorted()).toEqual(['another name_edited.mp4', 'talking_edited.mp4']);
});
