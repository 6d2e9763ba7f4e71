import type { Client } from '#shared/contract/index.ts';
import { ClientError } from '../../app/client-error.ts';
import type { UploadDoors } from './uploader.ts';

/** The console's doors for uploads: operations over the line, bytes by HTTP. */
export function createUploadDoors(client: Client): UploadDoors {
  return {
    begin: (file) => client.video.beginUpload(file),
    get: (id) => client.video.getUpload({ id }),
    remove: (id) => client.video.removeUpload({ id }),
    send,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(new DOMException('', 'AbortError'));
        });
      }),
    random: Math.random,
  };
}

async function send(id: string, offset: number, body: Blob, signal: AbortSignal) {
  try {
    const answer = await fetch(`/api/v1/uploads/${encodeURIComponent(id)}`, {
      method: 'PATCH',
      headers: {
        'content-type': 'application/octet-stream',
        'upload-offset': String(offset),
        'accept-language': document.documentElement.lang,
      },
      body,
      signal,
    });
    const error = answer.ok ? null : await readError(answer);
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), error };
  } catch (cause) {
    signal.throwIfAborted();
    return { status: 0, retryAfter: null, error: new ClientError({ code: 'console-unreachable', cause }) };
  }
}

async function readError(answer: Response): Promise<ClientError> {
  const body: unknown = await answer.json().catch(() => null); // A proxy's page instead of our answer: the status says enough.
  const isOurs = typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
  if (!isOurs) return new ClientError({ code: 'internal-error', message: `HTTP ${answer.status}` });
  const { code, params, message, trace } = body as {
    code: string;
    params?: Record<string, unknown>;
    message?: string;
    trace?: string;
  }; // `code` was looked at; the rest is optional and only shown
  return new ClientError({ code, ...(params && { params }), ...(message && { message }), trace: trace ?? null });
}
