import { createHmac } from 'node:crypto';
import type { SendRequest, Sink } from '#platform/deliveries/ports.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { OutgoingMessage } from '#shared/domain/delivery.ts';
import { requireText, textOf, type SinkConfig } from './config.ts';
import { originOf, sendHttp } from './http-sink.ts';
import { guarded } from './outcome.ts';
import type { SinkDeps } from './sink-deps.ts';
import { bytes, cleanLine, cleanText, cutText } from './text.ts';

const titleLimitBytes = 1_000;
const bodyLimitBytes = 64_000;

/** Any HTTP endpoint: JSON, signed as Standard Webhooks do where there is a secret. */
export function createWebhookSink(deps: SinkDeps): Sink {
  return {
    kind: 'webhook',
    policy: {},
    render: (message) => ({ text: JSON.stringify(payloadOf(message), null, 2), isCut: layOut(message).isCut }),
    send: (request) =>
      guarded(async () => {
        const { config } = request;
        const url = requireText(config, 'url');
        const secret = textOf(config, 'signingSecret');
        const authorization = textOf(config, 'authorization');
        const body = JSON.stringify(payloadOf(request.message));
        return sendHttp(deps, request, {
          call: {
            url,
            method: textOf(config, 'method') === 'PUT' ? 'PUT' : 'POST',
            body,
            headers: headersOf(request, { body, secret, authorization, now: deps.clock.now() }),
          },
          // Paths and queries of webhooks often are the secret.
          shownUrl: originOf(url),
          secrets: [url, secret, secret.replace(/^whsec_/, ''), authorization, authorization.replace(/^\w+ +/, '')],
          target: originOf(url),
        });
      }),
  };
}

function headersOf(
  { idempotencyKey }: SendRequest<SinkConfig>,
  { body, secret, authorization, now }: { body: string; secret: string; authorization: string; now: number },
): Record<string, string> {
  const seconds = Math.floor(now / 1000);
  if (/[^\t\u0020-\u007e]/.test(authorization))
    throw new AppError('channel-invalid', { field: 'authorization', reason: 'ASCII' });
  return {
    'idempotency-key': idempotencyKey,
    ...(authorization ? { authorization } : {}),
    ...(secret
      ? {
          'webhook-id': idempotencyKey,
          'webhook-timestamp': String(seconds),
          'webhook-signature': sign({ secret, id: idempotencyKey, seconds, body }),
        }
      : {}),
  };
}

/**
 * Standard Webhooks: `v1,` and the HMAC-SHA256 of `id.timestamp.body` with the base64 key behind `whsec_`. Throws
 * `channel-invalid` for a secret that is no key of 24 to 64 bytes.
 */
export function sign({ secret, id, seconds, body }: { secret: string; id: string; seconds: number; body: string }) {
  const encoded = secret.replace(/^whsec_/, '');
  const key = Buffer.from(encoded, 'base64');
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(encoded);
  if (!isBase64 || key.length < 24 || key.length > 64)
    throw new AppError('channel-invalid', { field: 'signingSecret', reason: 'whsec_<base64, 24-64 bytes>' });
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
}

function payloadOf(message: OutgoingMessage) {
  const { title, body } = layOut(message);
  return { type: message.kind, timestamp: message.at, data: message.fields, severity: message.severity, title, body };
}

function layOut(message: OutgoingMessage): { title: string; body: string; isCut: boolean } {
  const title = cutText(cleanLine(message.title), titleLimitBytes, bytes);
  const body = cutText(cleanText(message.body), bodyLimitBytes, bytes);
  return { title: title.text, body: body.text, isCut: title.isCut || body.isCut };
}
