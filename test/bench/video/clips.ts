import { makeClip } from '../../helpers/clips.ts';

const shapes = ['1280x720', '1280x720', '1080x1920', '1920x1080'] as const;

/** Different clips of 2 to 3 s with a silence in each, so that every step of the default recipe has work to do. */
export async function benchClips(count: number): Promise<string[]> {
  const clips: string[] = [];
  for (let index = 0; index < count; index += 1) clips.push(await benchClip(index));
  return clips;
}

function benchClip(index: number): Promise<string> {
  const size = shapes[index % shapes.length] ?? '1280x720';
  const seconds = 2 + (index % 3) / 2;
  const picture = `testsrc2=s=${size}:r=30:d=${seconds},hue=h=${index * 17},noise=alls=6:allf=t:all_seed=${index}`;
  const sound = `aevalsrc=0.2*sin(2*PI*${300 + index * 20}*t)*(lt(t\\,0.6)+gte(t\\,1.4)):d=${seconds}:s=48000`;
  const encoding = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac'.split(' ');
  return makeClip(`bench-${index}.mp4`, ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound, ...encoding]);
}
