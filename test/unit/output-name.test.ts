import { expect, test } from 'vitest';
import { cleanTitle, outputName, safeStem } from '../../main/features/video/output-name.ts';

test.each([
  ['clip.mp4', 'clip'],
  ['My holiday.final.MOV', 'My holiday.final'],
  ['../x', 'x'],
  ['..\\x', 'x'],
  ['/etc/x', 'etc_x'],
  ['C:\\x', 'C__x'],
  ['\\\\srv\\x', 'srv_x'],
  ['a/../../x', 'a_.._.._x'],
  ['%2e%2e/x', '%2e%2e_x'],
  ['..%c0%af', '%c0%af'],
  ['x\0.mp4', 'x'],
  ['CON', '_CON'],
  ['con.mp4', '_con'],
  ['NUL.txt', '_NUL.txt'],
  ['COM1', '_COM1'],
  ['com¹.mp4', '_com¹'],
  ['LPT9.tar.gz', '_LPT9.tar.gz'],
  ['CONIN$', '_CONIN$'],
  ['x.', 'x'],
  ['x ', 'x'],
  ['x. . .mp4', 'x'],
  ['a:b', 'a_b'],
  ['.htaccess', 'htaccess'],
  ['~/.ssh/id', '.ssh_id'.slice(1)],
  ['$HOME', '$HOME'],
  ['-i.mp4', 'i'],
  ['a%d.mp4', 'a%d'],
  ['two\nlines\r\n.mp4', 'two lines'],
  ['"quoted"<b>|*?.mp4', 'quoted__b____'],
  ['e\u0301.mp4', '\u00e9'],
  ['\u202egnp.mp4', 'gnp'],
  ['a\u200bb\ufeff.mp4', 'a b'],
  ['\ud800x.mp4', '\ufffdx'],
  ['🎬 año.mp4', '🎬 año'],
  ['..', 'video'],
  ['', 'video'],
  ['.mp4', 'video'],
  [' \t\n', 'video'],
])('the title %j becomes the name %j on every system [S17]', (title, stem) => {
  expect(safeStem(title)).toBe(stem);
});

test('a name is cut between letters and leaves room for its number and ending [S17]', () => {
  for (const letter of ['x', 'ñ', '🎬', '👨‍👩‍👧', 'e\u0301']) {
    const name = outputName(safeStem(letter.repeat(300)), 'webm', 9999);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(name.isWellFormed()).toBe(true);
    expect(safeStem(letter.repeat(300)).replaceAll(letter.normalize('NFC'), '')).toBe('');
  }
});

test('no text of any letters leads out of a folder or means something to a system [S17]', () => {
  const letters = ['.', '/', '\\', ' ', '\0', ':', 'a', '~', '-', '%', '\u202e', 'CON', '\n', '..', '*'];
  for (let seed = 0; seed < 3000; seed += 1) {
    const title = Array.from(
      { length: 8 },
      (_, place) => letters[(seed * 31 + place * seed * 7 + place) % letters.length],
    );
    const stem = safeStem(title.join(''));
    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(stem).toMatch(/^(?![.\s~-])[^/\\:*?"<>|\u0000-\u001f\u202a-\u202e]+(?<![.\s])$/u);
    expect(stem).not.toMatch(/^(con|nul|prn|aux)(\.|$)/i);
  }
});

test('a title is one line of at most 200 letters [S17]', () => {
  expect(cleanTitle('a\r\nb\tc')).toBe('a b c');
  expect(cleanTitle('🎬'.repeat(500))).toBe('🎬'.repeat(200));
  expect(cleanTitle('\u0000\u202e')).toBe('video');
});
