import { recipeSchema } from '#shared/domain/recipe.ts';
import { until, type RealFolder } from './real-console.ts';

/** No two jobs share a recipe, so that none is answered from another's result. */
let made = 0;

/** A short edit of a short clip: some tenths of a second of ffmpeg. */
export function editOf(clip: string): object {
  made += 1;
  const steps = [
    { kind: 'fade', inSeconds: Math.round((0.1 + made / 1e4) * 1e4) / 1e4 },
    { kind: 'reframe', longSidePixels: 240 },
  ];
  const recipe = recipeSchema.parse({ steps, output: { encoderPreset: 'ultrafast' } });
  return { sources: [{ kind: 'file', value: clip }], recipe };
}

export const addJobs = async (folder: RealFolder, origin: string, work: object): Promise<number[]> => {
  const { status, body } = await folder.request(origin, '/api/v1/jobs', work);
  if (status !== 201) throw new Error(`jobs were refused: ${status} ${JSON.stringify(body)}`);
  return (body['jobs'] as { id: number }[]).map((job) => job.id); // the contract's answer
};

const openJobs = "SELECT count(*) FROM jobs WHERE state NOT IN ('succeeded', 'dead', 'cancelled', 'held')";

/** Lets a console run until nothing waits, then stops it; what is wrong with the jobs after that. */
export async function finishWork(folder: RealFolder): Promise<string[]> {
  const last = folder.start();
  if ((await last.served) === null) return [`the last start ended: ${(await last.ended).stderr}`];
  await until('all jobs have ended', () => folder.count(openJobs) === 0, 120_000);
  last.child.kill('SIGTERM');
  const { code } = await last.ended;
  const bad = folder.count("SELECT count(*) FROM jobs WHERE state IN ('dead', 'cancelled')");
  return [
    ...(code === 0 ? [] : [`the last stop ended with ${code}`]),
    ...(bad > 0 ? [`${bad} jobs did not succeed`] : []),
  ];
}
