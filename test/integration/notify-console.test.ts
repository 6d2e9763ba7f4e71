import { copyFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createCliWorld } from '../helpers/cli.ts';
import { muteClip } from '../helpers/clips.ts';
import { startTestCore } from '../helpers/core.ts';
import { temporaryFolder } from '../helpers/database.ts';

/** Takes whatever is posted, as Slack's webhook does, and remembers it. */
async function listen(): Promise<{ env: Record<string, string>; bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      bodies.push(body);
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return {
    bodies,
    env: { ATALAYA_ALLOW_PRIVATE_TARGETS: host, SLACK_WEBHOOK_URL: `http://${host}/services/x` },
  };
}

test('a console sends one of the five to a channel and shows its delivery in the centre [A25 A40 Z07]', async () => {
  const { env, bodies } = await listen();
  const { client } = await startTestCore({ env });
  const sent = await client.notifications.send({ name: 'started', fields: { url: 'https://x.test/v', job_id: 42 } });
  expect(sent.deliveries).toHaveLength(1);
  await vi.waitFor(
    async () => {
      const told = await client.notifications.get({ id: sent.notificationId });
      expect([told.deliveries[0]?.error?.code, bodies.length]).toEqual([undefined, 1]);
      expect(told.deliveries[0]).toMatchObject({ state: 'delivered', sink: 'slack' });
    },
    { timeout: 10_000, interval: 250 },
  );
  expect(bodies[0]).toContain('https://x.test/v');
});

test('a job that fails for good is told once, by the rule that ships, with what went wrong [A32][A33][A44]', async () => {
  const { env, bodies } = await listen();
  const { client } = await startTestCore({ env });
  const clip = path.join(temporaryFolder(), 'clip.mp4');
  copyFileSync(await muteClip(), clip);
  const { jobs } = await client.jobs.add({ sources: [{ kind: 'file', value: clip }], held: true });
  rmSync(clip);
  await client.jobs.act({ action: 'release', selection: { ids: jobs.map(({ id }) => id) } });
  expect(jobs).toHaveLength(1);
  await vi.waitFor(
    async () => {
      const { items } = await client.notifications.list({ kind: 'processing_failed' });
      expect(items.map(({ subject }) => subject)).toEqual([`job:${jobs[0]?.id}`]);
      expect(items[0]?.deliveries).toMatchObject([{ sink: 'slack', state: 'delivered' }]);
    },
    { timeout: 20_000, interval: 250 },
  );
  expect(bodies.filter((body) => body.includes('clip.mp4'))).not.toHaveLength(0);
});

test('the command line sends from a script, and the console that it starts stays until it has arrived [A40][A49]', async () => {
  const { env, bodies } = await listen();
  const world = createCliWorld();
  const fields = JSON.stringify({ url: 'https://x.test/v', job_id: 7 });
  const sent = await world.run(['notify', 'send', 'started', fields, '--key', 'once', '--json'], { env });
  expect(sent).toMatchObject({ code: 0 });
  expect(sent.json<{ deliveries: number[] }>().deliveries).toHaveLength(1);
  await vi.waitFor(() => expect(bodies).toHaveLength(1), { timeout: 15_000, interval: 100 });
  const summary = await world.run(['notify', 'summary', '--json'], { env });
  expect(summary).toMatchObject({ code: 0 });
  await vi.waitFor(() => expect(bodies).toHaveLength(2), { timeout: 15_000, interval: 100 });
  const wrong = await world.run(['notify', 'send', 'started', '{"nonsense":1}'], { env });
  expect(wrong).toMatchObject({ code: 1 });
  expect(wrong.stderr).toContain('nonsense');
  await vi.waitFor(() => expect(world.control()).toBeNull(), { timeout: 20_000, interval: 200 });
  expect(bodies).toHaveLength(2);
}, 90_000);
