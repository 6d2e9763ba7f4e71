import { Agent, ProxyAgent, request, type Dispatcher } from 'undici';
import { AppError } from '#shared/contract/errors.ts';
import type { AddressGuard } from './address-guard.ts';
import { toSendFault, type SendFault } from './send-fault.ts';

export interface HttpCall {
  readonly url: string;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The operator's proxy; its own address may be private. Names are then resolved by the proxy. */
  readonly proxy?: string | undefined;
  /** Ends the call; the only limit of its time. */
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** At most 20 KB; what came in an encoding that was not asked for is left out. */
  readonly text: string;
}
export type HttpResult = HttpAnswer | { readonly kind: 'failed'; readonly fault: SendFault };

const answerLimitBytes = 20_480;
const connectTimeoutMs = 30_000;

/** Keeps one keep-alive agent an origin and sends small requests: no redirect is followed, no private address reached unasked. */
export class HttpClient {
  readonly #guard: AddressGuard;
  readonly #agents = new Map<string, Dispatcher>();

  constructor(guard: AddressGuard) {
    this.#guard = guard;
  }

  /** Never throws for what a network, a service or an address does. */
  async send(call: HttpCall): Promise<HttpResult> {
    const startedAt = performance.now();
    try {
      const url = this.#guard.checkUrl(call.url);
      call.signal.throwIfAborted();
      // undici hears the signal only once it is connected.
      return await unlessAborted(this.#exchange(url, call), call.signal);
    } catch (error) {
      return { kind: 'failed', fault: toSendFault(error, { signal: call.signal, startedAt }) };
    }
  }

  async #exchange(url: URL, call: HttpCall): Promise<HttpAnswer> {
    const response = await request(url, {
      dispatcher: this.#agentFor(url, call.proxy || null),
      method: call.method ?? 'POST',
      // A compressed answer could unfold without end.
      headers: { 'user-agent': 'Atalaya', 'accept-encoding': 'identity', ...call.headers },
      body: call.body ?? null,
      signal: call.signal,
    });
    const text = await readCapped(response);
    return { kind: 'answered', status: response.statusCode, headers: response.headers, text };
  }

  /** Closes every connection; calls under way fail. */
  async stop(): Promise<void> {
    const agents = [...this.#agents.values()];
    this.#agents.clear();
    await Promise.all(agents.map((agent) => agent.destroy().catch(() => {})));
  }

  #agentFor(url: URL, proxy: string | null): Dispatcher {
    // A connection that was opened while its address was allowed is not used once it no longer is.
    const key = `${url.origin} ${this.#guard.isAllowed(url)} ${proxy ?? ''}`;
    const known = this.#agents.get(key);
    if (known) return known;
    const agent = this.#createAgent(url, proxy);
    this.#agents.set(key, agent);
    return agent;
  }

  #createAgent(url: URL, proxy: string | null): Dispatcher {
    // The caller's signal is the limit.
    const limits = { headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: 16_384 };
    if (proxy === null) {
      const lookup = this.#guard.lookupFor(url);
      const connect = { timeout: connectTimeoutMs, lookup } as object; // net's own type asks for a host here
      return new Agent({ ...limits, connect, connections: 16 });
    }
    if (!/^https?:\/\/[^/]/i.test(proxy) || !URL.canParse(proxy))
      throw new AppError('channel-invalid', { field: 'proxy', reason: 'http(s)://host:port' });
    return new ProxyAgent({ ...limits, uri: proxy, proxyTunnel: true });
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error); // it is given to a rejection as it is
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

async function readCapped(response: Dispatcher.ResponseData): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    // undici's bodies yield buffers
    chunks.push(chunk);
    size += chunk.length;
    if (size >= answerLimitBytes) break;
  }
  response.body.on('error', () => {}).destroy();
  const encoding = response.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') return '';
  return Buffer.concat(chunks).subarray(0, answerLimitBytes).toString('utf8').toWellFormed();
}
