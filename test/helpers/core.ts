import path from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Client } from '#shared/contract/index.ts';
import { createCore } from '../../main/core/create-core.ts';
import type { Core, CoreOptions } from '../../main/core/core-options.ts';
import { createHeadlessHost } from '../../main/headless/host.ts';
import { temporaryFolder } from './database.ts';

export const coreToken = 'administrator-token-of-the-test';

export interface TestCore {
  readonly core: Core;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly outputFolder: string;
  /** Over a real WebSocket, with the administrator's token. */
  readonly client: Client;
  /** REST with the administrator's token; a body that is no string is sent as JSON. */
  readonly request: (path: string, init?: Omit<RequestInit, 'body'> & { body?: unknown }) => Promise<Response>;
  /** Codes with which the console asked its host to end the process. */
  readonly exits: number[];
}

type TestCoreOptions = Partial<CoreOptions> & { env?: Readonly<Record<string, string>> };

/** The same, not yet started: for consoles that do not serve, or do not start. */
export function createTestCore(options: TestCoreOptions & Pick<CoreOptions, 'host'>): Core {
  const { env, ...rest } = options;
  const folder = temporaryFolder();
  const core = createCore({
    dataFolder: path.join(folder, 'data'),
    rendererFolder: null,
    version: '0.0.0-test',
    settingsInput: {
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        LANG: 'en',
        ATALAYA_ADMIN_TOKEN: coreToken,
        ATALAYA_CONTROL_PORT: '0',
        ATALAYA_OUTPUT_DIR: path.join(folder, 'videos'),
        ...env,
      },
      flags: {},
    },
    ...rest,
  });
  onTestFinished(() => core.stop(10_000));
  return core;
}

/** A real console on a free port with folders of its own, stopped when the test ends. */
export async function startTestCore(options: TestCoreOptions = {}): Promise<TestCore> {
  const folder = temporaryFolder();
  const dataFolder = options.dataFolder ?? path.join(folder, 'data');
  const outputFolder = options.env?.['ATALAYA_OUTPUT_DIR'] ?? path.join(folder, 'videos');
  const exits: number[] = [];
  const core = createTestCore({
    host: createHeadlessHost((code) => exits.push(code)),
    ...options,
    dataFolder,
    env: { ATALAYA_OUTPUT_DIR: outputFolder, ...options.env },
  });
  await core.start();
  const origin = core.controlAddress;
  if (origin === null) throw new Error('the control server does not serve');
  return {
    core,
    origin,
    port: Number(new URL(origin).port),
    dataFolder,
    outputFolder,
    exits,
    client: await connectClient(origin),
    request: (where, init = {}) => requestJson(new URL(where, origin), init),
  };
}

/** A client over a WebSocket that closes when the test ends. */
export async function connectClient(
  origin: string,
  headers: Record<string, string> = { authorization: `Bearer ${coreToken}` },
): Promise<Client> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, { headers });
  onTestFinished(() => socket.terminate());
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  // `ws` has the browser's events and methods; only its typings are wider.
  return createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
}

function requestJson(url: URL, init: Omit<RequestInit, 'body'> & { body?: unknown }): Promise<Response> {
  const { body, ...rest } = init;
  const headers = new Headers(init.headers);
  if (!headers.has('authorization')) headers.set('authorization', `Bearer ${coreToken}`);
  if (body === undefined) return fetch(url, { ...rest, headers });
  if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  return fetch(url, { ...rest, headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
}
