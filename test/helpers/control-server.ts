import { onTestFinished } from 'vitest';
import { systemClock } from '#platform/clock.ts';
import { systemRandom } from '#platform/ids.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { AccessService } from '../../main/features/access/service.ts';
import { createAccessRouter } from '../../main/features/access/router.ts';
import { ControlServer, type ControlServerOptions } from '../../main/transport/control-server.ts';
import { createRpcHandler, type AppRouter } from '../../main/transport/rpc.ts';
import { openTestDatabase } from './database.ts';
import { createStubRouter, notHere } from './stub-router.ts';

export const ownerToken = 'owner-token-of-the-test';
export const adminToken = 'admin-token-of-the-test';

/** The real doors and the real access feature before operations that answer by one function. */
export async function startTestServer(
  answer: Parameters<typeof createStubRouter>[0] = notHere,
  options: Partial<ControlServerOptions> = {},
) {
  const database = openTestDatabase();
  const clock = options.clock ?? systemClock;
  const access = new AccessService({
    database,
    events: new EventLog(database, clock),
    clock,
    random: systemRandom,
    ownerToken,
    adminToken,
    address: () => `http://127.0.0.1:${server.port}`,
  });
  // The stub's type is the contract's, like the real one's.
  const router = { ...createStubRouter(answer), access: createAccessRouter(access) } as AppRouter;
  const server = new ControlServer({
    router,
    rpc: createRpcHandler(router, silentLogger),
    callers: access,
    clock,
    random: systemRandom,
    logger: silentLogger,
    version: '0.0.0',
    rendererFolder: null,
    address: '127.0.0.1',
    name: 'dashboard',
    ports: () => [0],
    takesOtherPort: false,
    allowedHosts: () => [],
    findMedia: notHere,
    appendUpload: () => Promise.reject(new Error('no uploads in this test')),
    ...options,
  });
  const { port } = await server.start();
  onTestFinished(() => server.stop());
  return { server, access, database, port, origin: `http://127.0.0.1:${port}` };
}

export const asAdmin = { authorization: `Bearer ${adminToken}` };
