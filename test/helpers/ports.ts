import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { onTestFinished } from 'vitest';

/** Holds a free port of this machine until it is released, or the test ends. */
export async function holdPort(): Promise<{ port: number; release: () => Promise<void> }> {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const release = async () => {
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  onTestFinished(release);
  // A TCP server that listens has one.
  return { port: (server.address() as AddressInfo).port, release };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const { port, release } = await holdPort();
  await release();
  return port;
}
