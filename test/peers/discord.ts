import { isShowable, parseObject, startHttpPeer, type HttpPeer, type Judged } from './http-peer.ts';

export interface DiscordMessage {
  readonly title: string;
  readonly text: string;
  /** Whether any part was shown as markup or mentioned somebody. */
  readonly isFormatted: boolean;
}
const refuse = (status: number, code: number, message: string): Judged<DiscordMessage> => ({
  answer: { status, body: { code, message } },
});

/** discord.com/api/webhooks: the limits of an embed and its markdown. */
export const startDiscord = (path: string): Promise<HttpPeer<DiscordMessage>> =>
  startHttpPeer((request) => {
    if (!request.path.startsWith('/api/webhooks/')) return refuse(404, 0, '404: Not Found');
    if (request.path !== path) return refuse(401, 50027, 'Invalid Webhook Token');
    const message = parseObject(request);
    if (!message) return refuse(400, 50109, 'The request body contains invalid JSON.');
    const [embed] = Array.isArray(message.embeds) ? (message.embeds as Record<string, unknown>[]) : []; // checked field by field
    const { title, description = '' } = embed ?? {};
    if (typeof title !== 'string' || typeof description !== 'string' || title + description === '')
      return refuse(400, 50006, 'Cannot send an empty message');
    if (title.length > 256 || description.length > 4096 || title.length + description.length > 6000)
      return refuse(400, 50035, 'Invalid Form Body');
    if (JSON.stringify(message.allowed_mentions) !== '{"parse":[]}')
      return refuse(400, 50035, 'test: mentions are open');
    const shown = [title, description].map(show);
    if (shown.some((part) => !isShowable(part.text))) return refuse(400, 50035, 'Invalid Form Body');
    const taken = {
      title: shown[0]?.text ?? '',
      text: shown[1]?.text ?? '',
      isFormatted: shown.some((part) => part.isFormatted),
    };
    return { answer: { status: 204 }, taken };
  });

/** Links stand as they are, a backslash takes the next sign's meaning, and what is left of markup is eaten. */
function show(text: string): { text: string; isFormatted: boolean } {
  let isFormatted = false;
  const eat = (): string => {
    isFormatted = true;
    return '';
  };
  const rules =
    /(https?:\/\/[^\s<]+[^<.,:;"')\]\s])|\\([^0-9A-Za-z\s])|(\*+|_+|~~|`+|\|\||<(?:@|#|:|t:|https?:)[^>]*>|@(?:here|everyone)|^(?:#{1,3}|>|-|\+|\d+\.) |\[[^\]]*\]\([^)]*\))/gm;
  const seen = text.replaceAll(rules, (_all, link?: string, escaped?: string) => link ?? escaped ?? eat());
  return { text: seen, isFormatted };
}
