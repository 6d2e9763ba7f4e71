import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { coreToken, startTestCore, type TestCore } from '../helpers/core.ts';
import { message, restCall, type RestCall } from '../helpers/malformed.ts';

/** A few seconds in every run; `FUZZ_SECONDS` for a long one. The seed stands in the failure and repeats it. */
const seconds = Number(process.env['FUZZ_SECONDS'] ?? 3);
const limits = {
  numRuns: 1_000_000,
  interruptAfterTimeLimit: seconds * 1000,
  markInterruptAsFailure: false,
  endOnFailure: true,
};
const timeout = (seconds + 40) * 1000;

/** Answers that are part of the contract. 501: this host has no desk; 503: a program is missing. */
const isAnswered = (status: number): boolean => status < 500 || [501, 503, 507].includes(status);

async function ask(
  { origin }: TestCore,
  { method, target, type, body }: RestCall,
): Promise<{ status: number; text: string }> {
  const headers: Record<string, string> = { authorization: `Bearer ${coreToken}` };
  if (type !== '') headers['content-type'] = type;
  const init: RequestInit = { method, headers };
  if (body !== null && method !== 'GET' && method !== 'HEAD') init.body = body.toWellFormed();
  const answer = await fetch(`${origin}${target}`, init);
  return { status: answer.status, text: await answer.text() };
}

/** The code of a failure in the catalogue's form; the text itself where it has another. */
function formOf(text: string): string {
  const { code, trace, message } = JSON.parse(text) as Record<string, unknown>;
  return typeof code === 'string' && typeof trace === 'string' && typeof message === 'string' ? code : text;
}

test('no request that is made of anything makes the console fail or end [S22] [S07]', { timeout }, async () => {
  const world = await startTestCore();
  const statuses = new Map<number, number>();
  const property = fc.asyncProperty(restCall, async (call) => {
    const { status, text } = await ask(world, call);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    expect({ ok: isAnswered(status), status, text: isAnswered(status) ? '' : text }).toMatchObject({ ok: true });
    expect(status < 400 || text === '' ? 'no failure' : formOf(text)).toMatch(/^no failure$|^[a-z-]+$/);
  });
  await fc.assert(property, limits);
  expect((await world.request('/health')).status).toBe(200);
  expect(world.exits).toEqual([]);
  // It was not all refused at the first door.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 404, 422]));
  if (process.env['FUZZ_SECONDS']) console.log(Object.fromEntries(statuses));
});

test('no message that is made of anything makes the console fail or end [S22]', { timeout }, async () => {
  const world = await startTestCore();
  const socketOf = () =>
    new WebSocket(`${world.origin.replace('http', 'ws')}/rpc`, { headers: { authorization: `Bearer ${coreToken}` } });
  let socket = socketOf();
  onTestFinished(() => socket.terminate());
  await new Promise((resolve) => socket.once('open', resolve));
  const codes = new Map<string, number>();
  const property = fc.asyncProperty(message, async (text) => {
    const came = new Promise<string>((resolve) => {
      socket.once('message', (data) => resolve((data as Buffer).toString()));
      socket.once('close', (code) => resolve(`closed with ${code}`));
    });
    socket.send(text);
    const answer = await came;
    socket.removeAllListeners();
    const code = /"code":"([a-z-]+)"/.exec(answer)?.[1] ?? (answer.startsWith('closed') ? answer : 'answered');
    codes.set(code, (codes.get(code) ?? 0) + 1);
    expect(code).not.toBe('internal-error');
    if (!answer.startsWith('closed')) return;
    expect(['closed with 1007', 'closed with 1003']).toContain(answer);
    socket = socketOf();
    await new Promise((resolve) => socket.once('open', resolve));
  });
  await fc.assert(property, limits);
  expect((await world.request('/health')).status).toBe(200);
  expect(world.exits).toEqual([]);
  expect(codes.get('answered')).toBeGreaterThan(0);
  if (process.env['FUZZ_SECONDS']) console.log(Object.fromEntries(codes));
});
