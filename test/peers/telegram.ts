import { parseObject, startHttpPeer, type HttpPeer, type Judged, type PeerRequest } from './http-peer.ts';

export interface TelegramMessage {
  readonly chat: string;
  /** After entities were parsed. */
  readonly text: string;
  readonly bold: string | null;
}
export interface TelegramOptions {
  readonly token: string;
  /** Chats the bot may write to. `blocked` answers 403, `moved` 400 with the new id. */
  readonly chats: readonly string[];
  readonly blocked?: readonly string[];
  readonly moved?: Readonly<Record<string, number>>;
}

const refuse = (status: number, description: string, parameters?: object): Judged<TelegramMessage> => ({
  answer: { status, body: { ok: false, error_code: status, description, ...(parameters ? { parameters } : {}) } },
});

/** api.telegram.org, as far as a bot that sends texts sees it. */
export const startTelegram = (options: TelegramOptions): Promise<HttpPeer<TelegramMessage>> =>
  startHttpPeer((request) => {
    const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(request.path) ?? [];
    if (!token || !/^\d+:[\w-]{30,}$/.test(token)) return refuse(404, 'Not Found');
    if (token !== options.token) return refuse(401, 'Unauthorized');
    if (method === 'getUpdates') return { answer: { status: 200, body: { ok: true, result: updates(options) } } };
    return method === 'sendMessage' ? sendMessage(request, options) : refuse(404, 'Not Found');
  });

const updates = (options: TelegramOptions) =>
  options.chats.map((chat, index) => ({
    update_id: index,
    message: { message_id: index, chat: { id: Number(chat), type: 'private', first_name: 'Ana', last_name: chat } },
  }));

function sendMessage(request: PeerRequest, options: TelegramOptions): Judged<TelegramMessage> {
  const message = parseObject(request);
  if (!message) return refuse(400, "Bad Request: can't parse JSON object");
  const chat = String(message.chat_id as string | number);
  const moved = options.moved?.[chat];
  if (moved !== undefined)
    return refuse(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: moved });
  if (options.blocked?.includes(chat)) return refuse(403, 'Forbidden: bot was blocked by the user');
  if (!options.chats.includes(chat)) return refuse(400, 'Bad Request: chat not found');
  if (typeof message.text !== 'string') return refuse(400, 'Bad Request: message text is empty');
  const parsed = message.parse_mode === 'HTML' ? parseHtml(message.text) : { text: message.text, bold: null };
  if (typeof parsed === 'string') return refuse(400, `Bad Request: can't parse entities: ${parsed}`);
  const text = parsed.text.trim();
  if (text === '') return refuse(400, 'Bad Request: message text is empty');
  if (text.length > 4096) return refuse(400, 'Bad Request: message is too long');
  if (!text.isWellFormed()) return refuse(400, 'Bad Request: strings must be encoded in UTF-8');
  const body = { ok: true, result: { message_id: 1, chat: { id: chat }, text } };
  return { answer: { status: 200, body }, taken: { chat, text, bold: parsed.bold } };
}

const tags = new Set(['b', 'i', 'u', 's', 'code', 'pre', 'a']);
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** Tags must be known and closed in order; an `&` that begins no entity stays as it is, as Telegram reads it. */
function parseHtml(html: string): { text: string; bold: string | null } | string {
  const open: { tag: string; at: number }[] = [];
  let text = '';
  let bold: string | null = null;
  for (const [piece] of html.matchAll(/<[^>]*>?|&#?\w+;|[^<&]+|&/g)) {
    if (piece.startsWith('<')) {
      const [, slash, tag = ''] = /^<(\/?)([a-z]+)(?: [^>]*)?>$/i.exec(piece) ?? [];
      if (!tags.has(tag)) return `Unsupported start tag "${piece}"`;
      if (slash === '') open.push({ tag, at: text.length });
      else {
        const last = open.pop();
        if (last?.tag !== tag) return `Unmatched end tag "${piece}"`;
        if (tag === 'b') bold = text.slice(last.at);
      }
    } else text += piece.length > 1 && piece.startsWith('&') ? decode(piece) : piece;
  }
  return open.length > 0 ? `Can't find end tag corresponding to start tag ${open[0]?.tag}` : { text, bold };
}

function decode(entity: string): string {
  const name = entity.slice(1, -1);
  const code = /^#(\d+)$/.exec(name)?.[1];
  return code ? String.fromCodePoint(Number(code)) : (entities[name] ?? entity);
}
