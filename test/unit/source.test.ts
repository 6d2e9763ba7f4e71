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
  ['ftp://example.com/clip.mp4', 'url'],
  ['rtsp://camera/1', 'url'],
])('takes %s for a %s source [A72]', (text, kind) => {
  expect(sourceFromText(`  ${text}\n`)).toEqual({ kind, value: text });
});

test.each([
  ['file:///home/ana/mi%20clip.mp4', '/home/ana/mi clip.mp4'],
  ['file://localhost/home/ana/clip.mp4', '/home/ana/clip.mp4'],
  ['file:///C:/Videos/clip.mp4', 'C:/Videos/clip.mp4'],
  ['file:///home/100%.mp4', 'file:///home/100%.mp4'],
])('takes %s, as file managers copy it, for the file %s', (text, value) => {
  expect(sourceFromText(text)).toEqual({ kind: 'file', value });
});
