import { createServer } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startTestCore } from '../helpers/core.ts';

test('a console sends one of the five to a channel and shows its delivery in the centre [A25 A40 Z07]', async () => {
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
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const { client } = await startTestCore({
    env: {
      ATALAYA_ALLOW_PRIVATE_TARGETS: `127.0.0.1:${port}`,
      SLACK_WEBHOOK_URL: `http://127.0.0.1:${port}/services/x`,
    },
  });
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
