import { isShowable, parseObject, startHttpPeer, type HttpPeer, type Judged } from './http-peer.ts';

export interface NtfyMessage {
  readonly topic: string;
  readonly title: string;
  readonly text: string;
  readonly priority: number;
}
const refuse = (http: number, error: string): Judged<NtfyMessage> => ({
  answer: { status: http, body: { code: http * 100, http, error } },
});

/** ntfy's "publish as JSON"; with a token the topic is closed. */
export const startNtfy = (options: { token?: string } = {}): Promise<HttpPeer<NtfyMessage>> =>
  startHttpPeer((request) => {
    if (request.path !== '/' || request.method !== 'POST') return refuse(404, 'page not found');
    const { authorization } = request.headers;
    if (options.token && authorization === undefined) return refuse(403, 'forbidden');
    if (options.token && authorization !== `Bearer ${options.token}`) return refuse(401, 'unauthorized');
    const message = parseObject(request);
    if (!message) return refuse(400, 'invalid request: request body must be message JSON');
    const { topic, title = '', message: text = '', priority = 3 } = message;
    if (typeof topic !== 'string' || !/^[-_A-Za-z0-9]{1,64}$/.test(topic)) return refuse(400, 'invalid topic');
    if (typeof title !== 'string' || typeof text !== 'string' || typeof priority !== 'number')
      return refuse(400, 'invalid request: request body must be message JSON');
    if (![1, 2, 3, 4, 5].includes(priority)) return refuse(400, 'invalid request: priority invalid');
    if (Buffer.byteLength(text) > 4096) return refuse(413, 'test: it would become an attachment');
    if (!isShowable(title) || !isShowable(text)) return refuse(400, 'invalid request: UTF-8');
    return { answer: { status: 200, body: { id: 'x', event: 'message' } }, taken: { topic, title, text, priority } };
  });
