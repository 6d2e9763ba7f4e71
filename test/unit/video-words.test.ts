import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { languages } from '#shared/i18n/languages.ts';
import { renderMessage } from '#shared/i18n/render-error.ts';

const code = globSync(['main/features/video/**/*.ts', 'main/platform/{ffmpeg,http}/*.ts'])
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const found = (pattern: RegExp): string[] => [...new Set([...code.matchAll(pattern)].map((match) => match[1] ?? ''))];

const reasons = [
  ...found(/AppError\('(?:recipe|captions|output|preset|ytdlp|video-name)-[a-z-]+', \{[^}]*reason: ['`]([a-z-]+)/g),
  ...found(/'(srt-[a-z]+)'/g),
];
const kinds = [...found(/detected: '([a-z-]+)'/g), ...found(/^ {2}\['([a-z]+)', \//gm), 'text', 'audio', 'no-picture'];

test('why a recipe, captions or a result were refused is said in words of each language', () => {
  expect(reasons.length).toBeGreaterThan(12);
  for (const language of languages)
    for (const reason of reasons)
      expect(renderMessage('captions-invalid', { line: 2, reason }, language)).not.toContain(`: ${reason}.`);
});

test('what a file that is no video seems to be is said in words of each language', () => {
  expect(kinds.length).toBeGreaterThan(9);
  const said = (detected: string, language: (typeof languages)[number]): string =>
    renderMessage('video-source-not-video', { detected }, language);
  for (const detected of kinds)
    expect([detected, new Set(languages.map((language) => said(detected, language))).size]).toEqual([
      detected,
      languages.length,
    ]);
  expect(kinds.map((kind) => said(kind, 'es')).join()).not.toMatch(/html|playlist|no-picture|unknown/);
  expect(renderMessage('captions-invalid', { line: 9, reason: 'too-many:20000' }, 'es')).toContain('20000');
});

test('a disk that a program found full is told without sizes that nobody knows', () => {
  const told = { path: '/videos', freeBytes: 3_000_000, neededBytes: 0 };
  for (const language of languages) {
    expect(renderMessage('disk-full', told, language)).toMatch(/\/videos/);
    expect(renderMessage('disk-full', told, language)).not.toMatch(/\d/);
    expect(renderMessage('disk-full', { ...told, neededBytes: 9_000_000 }, language)).toMatch(/3.*MB.*9.*MB/);
  }
});
