import type { SendOutcome, SendRequest, Sink } from '#platform/deliveries/ports.ts';
import type { HttpResult } from '#platform/http/post.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { OutgoingMessage } from '#shared/domain/delivery.ts';
import { requireList, requireText, textOf, type SinkConfig } from './config.ts';
import { broken, callOf, createHider, exchangeOf, guarded, readResult, shortReason } from './outcome.ts';
import type { SinkDeps } from './sink-deps.ts';
import { ChatMemory } from './telegram-memory.ts';
import { cleanLine, cleanText, cutText, escapeMarkup, type CutText } from './text.ts';

/** After entities are parsed, in UTF-16 units (core.telegram.org/bots/api#sendmessage). */
const textLimit = 4096;
const titleLimit = 512;

/** Telegram's answer, as far as it is read. */
export interface TelegramAnswer {
  readonly ok?: boolean;
  readonly description?: string;
  readonly result?: unknown;
  readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
}

/** A bot that writes to every chat of its list; one wrong chat does not keep the message from the others. */
export function createTelegramSink(deps: SinkDeps): Sink {
  const memory = new ChatMemory();
  return {
    kind: 'telegram',
    // "Not more than one message a second to a chat"; bursts beyond it are answered 429.
    policy: { ratePerSecond: 1, concurrency: 1 },
    render: (message) => {
      const { title, body, isCut } = layOut(message);
      return { text: asHtml(title, body), isCut };
    },
    send: (request) => guarded(() => sendToAll(deps, memory, request)),
  };
}

async function sendToAll(deps: SinkDeps, memory: ChatMemory, request: SendRequest<SinkConfig>): Promise<SendOutcome> {
  requireText(request.config, 'botToken');
  const chats = requireList(request.config, 'chatIds');
  const ended = memory.of(request.deliveryId);
  const waiting: SendOutcome[] = [];
  for (const chat of chats) {
    if (ended.has(chat)) continue;
    const outcome = await sendToChat(deps, request, chat);
    if (outcome.kind === 'retry') waiting.push(outcome);
    else ended.set(chat, outcome);
    // The whole bot is refused or told to be quiet: the other chats would hear the same.
    if (isOfBot(outcome)) break;
  }
  const wait = waiting.find((outcome) => outcome.kind === 'retry');
  if (wait) return wait;
  memory.forget(request.deliveryId);
  return joinOutcomes([...ended.values()]);
}

const isOfBot = (outcome: SendOutcome): boolean =>
  (outcome.kind === 'retry' && outcome.quiets === true) ||
  (outcome.kind === 'rejected' && outcome.breaks && outcome.error.code !== 'channel-target-gone');

/** Delivered where one chat has it, with what was wrong with the first of the others. */
function joinOutcomes(outcomes: readonly SendOutcome[]): SendOutcome {
  const refused = outcomes.find((outcome) => outcome.kind === 'rejected');
  const delivered = outcomes.find((outcome) => outcome.kind === 'delivered');
  if (delivered && refused) return { ...delivered, warning: refused.error };
  const joined = delivered ?? refused;
  if (!joined) throw new Error('a list of chats without an outcome');
  return joined;
}

async function sendToChat(deps: SinkDeps, request: SendRequest<SinkConfig>, chat: string): Promise<SendOutcome> {
  const { title, body } = layOut(request.message);
  const first = await call(deps, request, { chat_id: chat, text: asHtml(title, body), parse_mode: 'HTML' });
  if (first.result.kind !== 'answered' || !/can't parse entities/i.test(first.answer.description ?? ''))
    return read(deps, request, { chat, ...first });
  const plain = [title, body].filter(Boolean).join('\n');
  return read(deps, request, { chat, ...(await call(deps, request, { chat_id: chat, text: plain })) });
}

interface Called {
  readonly body: string;
  readonly result: HttpResult;
  readonly answer: TelegramAnswer;
}

async function call(
  deps: SinkDeps,
  request: SendRequest<SinkConfig>,
  message: Record<string, string>,
): Promise<Called> {
  const body = JSON.stringify({ ...message, link_preview_options: { is_disabled: true } });
  const result = await deps.http.send(callOf({ url: methodUrl(request.config, 'sendMessage'), body }, request));
  return { body, result, answer: result.kind === 'answered' ? parseAnswer(result.text) : {} };
}

export const methodUrl = (config: SinkConfig, method: string): string =>
  `${(textOf(config, 'apiBase') || 'https://api.telegram.org').replace(/\/$/, '')}/bot${requireText(config, 'botToken')}/${method}`;

export function parseAnswer(text: string): TelegramAnswer {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // Answers that are no JSON come from what stands between; their status tells enough.
    return {};
  }
}

const isGone = /chat not found|PEER_ID_INVALID|not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|TOPIC_CLOSED/i;

function read(
  deps: SinkDeps,
  request: SendRequest<SinkConfig>,
  { chat, body, result, answer }: Called & { chat: string },
): SendOutcome {
  const hide = createHider([textOf(request.config, 'botToken')]);
  const exchange = exchangeOf({ url: methodUrl(request.config, 'sendMessage'), body }, result, hide);
  const reason = shortReason(answer.description ?? '', hide);
  const target = `chat ${chat}`;
  if (result.kind === 'answered') {
    const { status } = result;
    const moved = answer.parameters?.migrate_to_chat_id;
    if (moved !== undefined) return broken('channel-target-gone', { target, reason: `${reason} → ${moved}` }, exchange);
    if ((status === 400 && isGone.test(reason)) || (status === 403 && !/unauthorized/i.test(reason)))
      return broken('channel-target-gone', { target, reason }, exchange);
    // A token that is not even formed like one is answered 404.
    if (status === 404) return broken('channel-credentials-refused', { status, reason }, exchange);
    if (status === 200 && answer.ok !== true)
      return broken('channel-invalid', { field: 'apiBase', reason: 'no Telegram answer' }, exchange);
  }
  const seconds = answer.parameters?.retry_after;
  return readResult(result, {
    now: deps.clock.now(),
    attempt: request.attempt,
    exchange,
    target,
    reason,
    ...(typeof seconds === 'number' && seconds >= 0 ? { afterMs: Math.min(seconds, 86_400) * 1000 } : {}),
  });
}

function layOut(message: OutgoingMessage): { title: string; body: string; isCut: boolean } {
  const title = cutText(cleanLine(message.title), titleLimit);
  const body: CutText = cutText(cleanText(message.body).trim(), textLimit - title.text.length - 1);
  if (!title.text && !body.text) throw new AppError('delivery-message-invalid', { reason: 'empty' });
  return { title: title.text, body: body.text, isCut: title.isCut || body.isCut };
}

const asHtml = (title: string, body: string): string =>
  [title && `<b>${escapeMarkup(title)}</b>`, escapeMarkup(body)].filter(Boolean).join('\n');
