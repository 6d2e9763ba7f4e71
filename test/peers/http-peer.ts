import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PeerRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
export interface PeerAnswer {
  readonly status: number;
  readonly body?: string | object;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}
export interface Judged<T> {
  readonly answer: PeerAnswer;
  /** What the service took, as its reader sees it. */
  readonly taken?: T;
}

/** A service on loopback. `script` is answered first, request by request; then the service judges by its own rules. */
export interface HttpPeer<T> {
  readonly url: string;
  readonly taken: T[];
  readonly requests: PeerRequest[];
  script(...answers: PeerAnswer[]): void;
  readonly close: () => Promise<void>;
}

export async function startHttpPeer<T>(judge: (request: PeerRequest) => Judged<T>): Promise<HttpPeer<T>> {
  const taken: T[] = [];
  const requests: PeerRequest[] = [];
  const scripted: PeerAnswer[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body };
      requests.push(request);
      const planned = scripted.shift();
      const judged: Judged<T> = planned ? { answer: planned } : judge(request);
      if (judged.taken !== undefined) taken.push(judged.taken);
      const { status, body: answer = '', headers = {} } = judged.answer;
      const isText = typeof answer === 'string';
      response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
      response.end(isText ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    requests,
    script: (...answers) => void scripted.push(...answers),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A JSON object, or null. */
export function parseObject(request: PeerRequest): Record<string, unknown> | null {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return null;
  try {
    const value: unknown = JSON.parse(request.body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Half characters and control characters: what no service shows. */
export const isShowable = (text: string): boolean =>
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  text.isWellFormed() && !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text);
