import { expect, test } from 'vitest';
import { sourceFromText } from '#shared/domain/source.ts';

test.each([
  ['/home/ana/clip.mp4', 'file'],
  ['C:\\Videos\\clip.mp4', 'file'],
  ['clip with spaces.mov', 'file'],
  ['https://cdn.example.com/a/b.mp4?token=1', 'url'],
  ['http://example.com/download?id=7', 'url'],
  ['https://www.tiktok.com/@shop/video/123', 'page'],
  ['https://youtu.be/abc', 'page'],
  ['https://notyoutube.com/watch', 'url'],
  ['https://video.youtube.com/clip.mp4', 'url'],
  ['https://', 'url'],
])('takes %s for a %s source [A72]', (text, kind) => {
  expect(sourceFromText(`  ${text}\n`)).toEqual({ kind, value: text });
});
