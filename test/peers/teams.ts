import { isShowable, parseObject, startHttpPeer, type HttpPeer, type Judged } from './http-peer.ts';

export interface TeamsMessage {
  readonly title: string;
  readonly text: string;
}
type Value = Record<string, unknown>;
const refuse = (status: number, message: string): Judged<TeamsMessage> => ({
  answer: { status, body: { error: { code: 'InvalidRequest', message } } },
});

/** A workflow that takes an adaptive card. */
export const startTeams = (path: string): Promise<HttpPeer<TeamsMessage>> =>
  startHttpPeer((request) => {
    if (request.path !== path) return refuse(401, 'The signature is not valid.');
    if (Buffer.byteLength(request.body) > 28 * 1024) return refuse(413, 'Message size too large');
    const message = parseObject(request);
    const [attachment] = Array.isArray(message?.attachments) ? (message.attachments as Value[]) : []; // checked below
    if (message?.type !== 'message' || attachment?.contentType !== 'application/vnd.microsoft.card.adaptive')
      return refuse(400, 'no adaptive card');
    const card = attachment.content as Value; // checked below
    if (card.type !== 'AdaptiveCard' || !/^1\.[0-5]$/.test(String(card.version)) || !Array.isArray(card.body))
      return refuse(400, 'Unsupported card');
    const lines = card.body.map((block) => lineOf(block as Value));
    if (lines.includes(null) || lines.length === 0) return refuse(400, 'Unsupported element');
    const [title, ...text] = lines.map((line) => (line === '\u00a0' ? '' : (line ?? '')));
    return { answer: { status: 202 }, taken: { title: title ?? '', text: text.join('\n') } };
  });

function lineOf(block: Value): string | null {
  const [run, more] = Array.isArray(block.inlines) ? (block.inlines as Value[]) : []; // checked here
  if (block.type !== 'RichTextBlock' || run?.type !== 'TextRun' || more !== undefined) return null;
  const { text } = run;
  if (typeof text !== 'string' || text === '' || text.includes('\n') || !isShowable(text)) return null;
  return /\{\{(?:DATE|TIME)\(/.test(text) ? null : text;
}
