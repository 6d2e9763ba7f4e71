import { isShowable, parseObject, startHttpPeer, type HttpPeer, type Judged } from './http-peer.ts';

export interface SlackMessage {
  readonly title: string;
  readonly text: string;
  readonly fallback: string;
}
const refuse = (status: number, body: string): Judged<SlackMessage> => ({ answer: { status, body } });
type Value = Record<string, unknown>;
const isObject = (value: unknown): value is Value => typeof value === 'object' && value !== null;

/** hooks.slack.com/services: checks the blocks and shows what a reader sees. */
export const startSlack = (path: string): Promise<HttpPeer<SlackMessage>> =>
  startHttpPeer((request) => {
    if (request.path !== path) return refuse(404, 'no_service');
    const message = parseObject(request);
    const { text, blocks } = message ?? {};
    if (!message) return refuse(400, 'invalid_payload');
    if (typeof text !== 'string' || text === '') return refuse(400, 'no_text');
    if (text.length > 40_000) return refuse(400, 'msg_too_long');
    if (!Array.isArray(blocks) || blocks.length > 50) return refuse(400, 'invalid_blocks');
    const parts = blocks.map(readBlock);
    const fallback = readMarkup(text);
    if (parts.includes(null) || fallback === null) return refuse(400, 'invalid_blocks');
    const of = (type: string) => parts.flatMap((part) => (part?.type === type ? [part.text] : [])).join('');
    return { answer: { status: 200, body: 'ok' }, taken: { title: of('header'), text: of('section'), fallback } };
  });

function readBlock(block: unknown): { type: string; text: string } | null {
  if (!isObject(block) || !isObject(block.text) || typeof block.text.text !== 'string') return null;
  const wanted = { header: { type: 'plain_text', limit: 150 }, section: { type: 'mrkdwn', limit: 3000 } }[
    String(block.type as string)
  ];
  const { text, type } = block.text;
  if (!wanted || type !== wanted.type || text.length === 0 || text.length > wanted.limit) return null;
  const seen = readMarkup(text);
  return seen === null || !isShowable(seen) ? null : { type: String(block.type as string), text: seen };
}

/** A bare `<` begins a link or a mention, a bare `&` is a mistake; three entities and no others are known. */
function readMarkup(text: string): string | null {
  if (/[<>]/.test(text) || /&(?!amp;|lt;|gt;)/.test(text)) return null;
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
