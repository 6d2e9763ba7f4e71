import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import tokens from '../../renderer/styles/tokens.json' with { type: 'json' };
import { tokensToCss } from '../../renderer/styles/tokens-to-css.ts';

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number]; // two in, two out
  return (light + 0.05) / (dark + 0.05);
}
const plain = (css: string) => css.replaceAll('"', "'").replaceAll(/\s+/g, '').replaceAll('0.', '.').toLowerCase();

describe('the design tokens', () => {
  it('are what the style sheet says [Z08]', () => {
    const sheet = readFileSync(new URL('../../renderer/styles/tokens.css', import.meta.url), 'utf8');
    expect(plain(sheet)).toBe(plain(tokensToCss()));
  });

  it.each(['light', 'dark'] as const)('keep the contrast that text and controls need in the %s theme [Z08]', (name) => {
    const { color, status } = tokens.theme[name];
    for (const ground of [color.surface, color.bg, color.hover, color.selected, color.sunken])
      for (const text of [color.text, color.textMuted]) expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
    for (const ground of [color.surface, color.hover, color.selected])
      expect(contrast(color.textFaint, ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(color.onAccent, color.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(color.borderStrong, color.surface)).toBeGreaterThanOrEqual(3);
    expect(contrast(color.focus, color.surface)).toBeGreaterThanOrEqual(3);
    for (const tone of Object.values(status)) {
      expect(contrast(tone.text, tone.tint)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(tone.text, color.surface)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(tone.solid, color.surface)).toBeGreaterThanOrEqual(3);
    }
  });
});
