// A thread of its own: a pattern that backtracks without end can only be stopped by ending the thread.
import { parentPort } from 'node:worker_threads';

/** A linear pattern reads 1,500 characters in some 10 µs; a quadratic one needs hundreds. By the wall clock: the other ticks in ms. */
const suspiciousMs = 0.1;
/** Where a quadratic pattern is told apart without waiting for it: 64 times less than at 50 kB in the worst of times. */
const slowAt = [
  { length: 12_000, mostMs: 25 },
  { length: 50_000, mostMs: 50 },
];

function wallMs(pattern, text) {
  const start = performance.now();
  text.replace(pattern, '');
  return performance.now() - start;
}

/** The thread's own processor time, so that a busy machine changes nothing. */
function cpuMs(pattern, text) {
  const start = process.threadCpuUsage();
  text.replace(pattern, '');
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

const build = ({ prefix, pump, suffix }, length) => prefix + pump.repeat(Math.ceil(length / pump.length)) + suffix;

function slownessOf(pattern, attack) {
  const short = build(attack, 1500);
  if (Math.min(wallMs(pattern, short), wallMs(pattern, short), wallMs(pattern, short)) < suspiciousMs) return null;
  for (const { length, mostMs } of slowAt) {
    const text = build(attack, length);
    const ms = cpuMs(pattern, text);
    // Twice, because a collection of garbage may fall into one.
    if (ms > mostMs && (ms > mostMs * 10 || cpuMs(pattern, text) > mostMs)) return { length, ms, attack };
  }
  return null;
}

parentPort.on('message', ({ source, flags, attacks }) => {
  const pattern = new RegExp(source, flags.replace('y', ''));
  for (const attack of attacks) {
    const slow = slownessOf(pattern, attack);
    if (slow) return parentPort.postMessage(slow);
  }
  parentPort.postMessage(null);
});
