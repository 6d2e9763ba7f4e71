import { expect, test } from 'vitest';
import type { HealthCheck } from '#shared/contract/health.ts';
import { overallStatus } from '../../main/features/health/status.ts';
import { lacksItsPort, servesWindow } from '../../renderer/features/health/select.ts';

const names = ['database', 'disk', 'queue', 'ffmpeg', 'ffprobe', 'yt-dlp', 'output-folder', 'control-server', 'logs'];
const withState = (name: string, state: HealthCheck['state']) =>
  names.map((other) => ({ name: other, state: other === name ? state : ('ok' as const) }));

test('the console is well while every check is, or is of something that nobody uses [A60]', () => {
  expect(overallStatus([])).toBe('ok');
  expect(overallStatus(withState('none', 'down'))).toBe('ok');
  expect(overallStatus(withState('yt-dlp', 'off'))).toBe('ok');
  expect(overallStatus(withState('queue', 'off'))).toBe('ok');
});

test.each(names)('it is never well while %s is in trouble [A60]', (name) => {
  expect(overallStatus(withState(name, 'degraded'))).toBe('degraded');
  expect(overallStatus(withState(name, 'down'))).toBe(name === 'database' ? 'down' : 'degraded');
});

test('only the database, which every promise rests on, takes the console down, whatever else is wrong [A60]', () => {
  const others = names.filter((name) => name !== 'database').map((name) => ({ name, state: 'down' as const }));
  expect(overallStatus([{ name: 'database', state: 'degraded' }, ...others])).toBe('degraded');
  expect(overallStatus([...others, { name: 'database', state: 'down' }])).toBe('down');
});

test('another port is offered exactly where a taken one is the trouble [A01]', () => {
  const taken = { code: 'port-in-use', params: { port: 5002, holder: 'other (7)' } };
  expect(lacksItsPort({ error: taken })).toBe(true);
  expect(lacksItsPort({ error: null })).toBe(false);
  expect(lacksItsPort({ error: { code: 'service-broken', params: {} } })).toBe(false);
});

test('the window knows which service it came from, and warns before that one is stopped [A69]', () => {
  expect(servesWindow({ port: 5002 }, { port: '5002' })).toBe(true);
  expect(servesWindow({ port: 80 }, { port: '' })).toBe(true);
  expect(servesWindow({ port: 5000 }, { port: '5002' })).toBe(false);
  expect(servesWindow({ port: null }, { port: '' })).toBe(false);
});
