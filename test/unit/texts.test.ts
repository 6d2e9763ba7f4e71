import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AppError } from '#shared/contract/errors.ts';
import { notificationKinds, templateFields, type TemplateField } from '#shared/domain/notification.ts';
import { Texts, textLimit } from '#shared/domain/texts.ts';
import { languages } from '#shared/i18n/languages.ts';
import { lineText, shippedText } from '#shared/i18n/notification-texts.ts';

const texts = new Texts({ language: 'es', timeZone: 'UTC' });
const fields: TemplateField[] = [
  { name: 'name', kind: 'text', example: '' },
  { name: 'other', kind: 'text', example: '' },
  { name: 'items', kind: 'list', example: [] },
];
class Base {
  inherited = 'leaked';
}
const user = Object.create(new Base()) as object;
const values = { name: '{{other}}', other: 'secret-other', items: ['a', 'b'], user, process: 'leaked' };
const write = (text: string) => texts.render(text, { fields, values, kind: 'alert' });

function outcome(text: string): string {
  const startedAt = performance.now();
  try {
    return write(text);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  } finally {
    expect(performance.now() - startedAt).toBeLessThan(250);
  }
}

test.each([
  ['{{constructor}}', 'template-field-unknown'],
  ['{{toString}}', 'template-field-unknown'],
  ['{{__proto__.x}}', 'template-field-unknown'],
  ['{{user.inherited}}', 'template-field-unknown'],
  ['{{name.constructor}}', 'template-field-unknown'],
  ["{{constructor.constructor('return process')()}}", 'template-invalid'],
  ['{{{html}}}', 'template-invalid'],
  ['{{&html}}', 'template-invalid'],
  ['{{>../../x}}', 'template-invalid'],
  ["{% include '/etc/passwd' %}", 'template-invalid'],
  ["{% render '../../x' %}", 'template-invalid'],
  ["{% layout '/etc/passwd' %}", 'template-invalid'],
  ['{{', 'template-invalid'],
  ['{{{{', 'template-invalid'],
  ['{% if name %}', 'template-invalid'],
  ['{{ name | nothing }}', 'template-invalid'],
  ['${process.env}', '${process.env}'],
  ['<%= 1 %>', '<%= 1 %>'],
  ['{{name}}', '{{other}}'],
  ['\u202e\u0000x', '\u202e\u0000x'],
  ['reset_url=javascript:alert(1)', 'reset_url=javascript:alert(1)'],
  ['a'.repeat(1_000_000), 'template-too-large'],
  ['{{name}}'.repeat(100_000), 'template-too-large'],
  ['{% for a in (1..10000000) %}x{% endfor %}', 'template-too-costly'],
  ['{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}', 'template-too-costly'],
  [`{% assign s = 'aaaaaaaa' %}${'{% assign s = s | append: s %}'.repeat(40)}{{s}}`, 'template-too-costly'],
])('a hostile text is literal or a named error, at once: %.60s [S15 A52]', (text, expected) => {
  const found = outcome(text);
  expect(found).toBe(expected);
});

test('an error of a text names its line, or the field that is not there [A52]', () => {
  const lineOf = (text: string) => {
    try {
      return write(text);
    } catch (error) {
      return (error as AppError).params;
    }
  };
  expect(lineOf('one\ntwo {{ name | nothing }}')).toMatchObject({ line: 2 });
  expect(lineOf('{{nombre}}')).toEqual({ field: 'nombre', kind: 'alert' });
  expect(lineOf('x'.repeat(100_000))).toEqual({ limitBytes: textLimit });
});

test('values are written in their own form where a text names them alone [A29 A30 X01]', () => {
  const kind = 'processing_completed';
  const render = (text: string, value: Record<string, unknown>) =>
    texts.render(text, { fields: templateFields[kind], values: value, kind });
  expect(render('{{processing_time}}|{{ file_size }}', { processing_time: 120.5, file_size: 1_024_000 })).toBe(
    '120.5 segundos|1.02 MB',
  );
  expect(render('{{file_size}}', { file_size: 999 })).toBe('999 B');
  expect(render('{{file_size}}', {})).toBe('–');
  expect(render('{% if file_size > 1000 %}big{% endif %}', { file_size: 1001 })).toBe('big');
  expect(render('{{time}}', { time: '2024-01-01T12:00:00.000Z' })).toBe('2024-01-01 12:00:00');
});

test('every shipped text can be written in every language [A47 A48]', () => {
  for (const language of languages)
    for (const kind of notificationKinds)
      for (const sink of ['telegram', 'email']) {
        const { title, body } = shippedText(kind, sink, language);
        for (const text of [title, body, lineText(kind, language)])
          expect(
            new Texts({ language, timeZone: 'UTC' }).render(text, { fields: templateFields[kind], values: {}, kind }),
          ).not.toContain('{');
      }
});

test('file access is nowhere in the text engine [S15]', () => {
  expect(readFileSync('shared/domain/texts.ts', 'utf8')).not.toMatch(/node:|process\.|require\(/);
});
