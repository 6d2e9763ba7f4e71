import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const file = path.resolve(import.meta.dirname, '../../resources/systemd/atalaya.service');

/** `Section.Key` → values, in order. */
function readUnit(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let section = '';
  for (const line of text.split('\n')) {
    section = /^\[(\w+)\]$/.exec(line)?.[1] ?? section;
    const [, key, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key) found.set(`${section}.${key}`, [...(found.get(`${section}.${key}`) ?? []), value]);
  }
  return found;
}

test('the sample unit for servers has the lines that the requirement names, each in its section [A70]', () => {
  const unit = readUnit(readFileSync(file, 'utf8'));
  expect(unit.get('Unit.Description')).toEqual(['TikTok Dashboard']);
  expect(unit.get('Unit.After')).toEqual(['network.target']);
  expect(unit.get('Service.Type')).toEqual(['simple']);
  expect(unit.get('Service.Restart')).toEqual(['always']);
  expect(unit.get('Install.WantedBy')).toEqual(['multi-user.target']);
});

test('the unit starts the headless console, and leaves it the time that handing jobs back may take [A70]', () => {
  const unit = readUnit(readFileSync(file, 'utf8'));
  expect(unit.get('Service.ExecStart')).toEqual([
    expect.stringMatching(/ node \S+\/out\/main\/headless\.js --no-open$/),
  ]);
  expect(unit.get('Service.Environment')).toEqual([
    expect.stringMatching(/^ATALAYA_DATA_DIR=\/var\/lib\/atalaya\//),
    expect.stringMatching(/^ATALAYA_OUTPUT_DIR=\/var\/lib\/atalaya\//),
  ]);
  expect(Number(unit.get('Service.TimeoutStopSec')?.[0])).toBeGreaterThan(27);
});

const hasVerifier = spawnSync('systemd-analyze', ['--version']).status === 0;
test.skipIf(!hasVerifier)('systemd finds no fault in the sample unit [A70]', () => {
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
  expect({ status, ofOurs: stderr.split('\n').filter((line) => line.includes('atalaya.service')) }).toEqual({
    status: 0,
    ofOurs: [],
  });
});
