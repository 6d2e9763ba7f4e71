import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseObject, startHttpPeer, type HttpPeer, type Judged, type PeerRequest } from './http-peer.ts';

export interface WebhookMessage {
  readonly id: string;
  readonly payload: Record<string, unknown>;
}
export interface WebhookOptions {
  /** `whsec_…`: what is not signed with it is refused. */
  readonly secret?: string;
  readonly authorization?: string;
  /** Epoch ms. */
  readonly now?: () => number;
}

const refuse = (status: number, error: string): Judged<WebhookMessage> => ({ answer: { status, body: { error } } });

/** A receiver that verifies as the Standard Webhooks specification says, and knows a key that it has seen. */
export const startWebhook = (options: WebhookOptions = {}): Promise<HttpPeer<WebhookMessage>> => {
  const seen = new Set<string>();
  return startHttpPeer((request) => {
    if (options.authorization && request.headers.authorization !== options.authorization)
      return refuse(401, 'unauthorized');
    if (options.secret && !isSigned(request, options.secret, options.now?.() ?? Date.now()))
      return refuse(401, 'bad signature');
    const id = request.headers['idempotency-key'];
    const payload = parseObject(request);
    if (typeof id !== 'string' || id === '') return refuse(400, 'no key');
    if (!payload || ['type', 'timestamp', 'data', 'title', 'body'].some((name) => !(name in payload)))
      return refuse(422, 'missing fields');
    if (seen.has(id)) return { answer: { status: 200, body: 'known' } };
    seen.add(id);
    return { answer: { status: 200, body: 'ok' }, taken: { id, payload } };
  });
};

export function isSigned({ headers, body }: PeerRequest, secret: string, nowMs: number): boolean {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return false;
  if (!/^\d{1,10}$/.test(timestamp) || Math.abs(Number(timestamp) - nowMs / 1000) > 300) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  return signatures.split(' ').some((entry) => {
    const [version, value = ''] = entry.split(',');
    const given = Buffer.from(value, 'base64');
    return version === 'v1' && given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}
