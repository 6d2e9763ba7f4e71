import { expect, test } from 'vitest';
import { busyClip } from '../helpers/clips.ts';
import { provokeF26 } from './f26.ts';
import { provokeF27 } from './f27.ts';
import { provokeF28, videoKillPoints } from './f28.ts';

test('a hanging ffmpeg is found by the age of its progress and leaves nothing behind [F26]', async () => {
  expect(await provokeF26({ runs: 4 })).toMatchObject({ failures: [] });
});

test('each way in which ffmpeg dies has a name of its own, whatever it says last [F27]', async () => {
  expect(await provokeF27({ rounds: 1 })).toMatchObject({ failures: [] });
});

test('a console killed at any point of a video leaves no orphan, no half file and no second result [F28] [F01]', async () => {
  const report = await provokeF28({ runs: videoKillPoints.length, clip: await busyClip() });
  expect(report.failures).toEqual([]);
}, 120_000);
