import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { onStopSignals } from '#platform/process/stop-signals.ts';
import { ManualClock } from '../helpers/clock.ts';

test('one Ctrl+C that arrives three times is one wish to end; a second one later is another', () => {
  const source = new EventEmitter();
  const clock = new ManualClock();
  const heard: boolean[] = [];
  onStopSignals(source, clock, (isRepeated) => heard.push(isRepeated));
  source.emit('SIGINT');
  clock.advance(400);
  source.emit('SIGINT');
  source.emit('SIGTERM');
  expect(heard).toEqual([false]);
  clock.advance(1000);
  source.emit('SIGINT');
  source.emit('SIGINT');
  expect(heard).toEqual([false, true]);
});
