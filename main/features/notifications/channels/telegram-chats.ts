import type { HttpClient } from '#platform/http/post.ts';
import { AppError } from '#shared/contract/errors.ts';
import { textOf, type SinkConfig } from './config.ts';
import { createHider, shortReason } from './outcome.ts';
import { methodUrl, parseAnswer } from './telegram.ts';
import { cleanLine } from './text.ts';

export interface FoundChat {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
}

/** "Find my chat" (A18): the chats that have written to the bot of late. Throws the catalogue's errors. */
export async function findChats(http: HttpClient, config: SinkConfig, signal: AbortSignal): Promise<FoundChat[]> {
  const proxy = textOf(config, 'proxy');
  const result = await http.send({ url: methodUrl(config, 'getUpdates'), method: 'GET', proxy, signal });
  if (result.kind === 'failed') throw result.fault.error;
  const answer = parseAnswer(result.text);
  const reason = shortReason(answer.description ?? '', createHider([textOf(config, 'botToken')]));
  if ([401, 403, 404].includes(result.status))
    throw new AppError('channel-credentials-refused', { status: result.status, reason });
  if (answer.ok !== true || !Array.isArray(answer.result))
    throw new AppError('delivery-refused', { status: result.status, reason });
  return collectChats(answer.result);
}

function collectChats(updates: readonly unknown[]): FoundChat[] {
  const chats = new Map<string, FoundChat>();
  for (const update of updates) {
    for (const part of valuesOf(update)) {
      const chat = field(part, 'chat');
      const id = field(chat, 'id');
      if (typeof id !== 'number') continue;
      chats.set(String(id), { id: String(id), title: titleOf(chat), kind: textField(chat, 'type') });
    }
  }
  return [...chats.values()];
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
const textField = (value: unknown, name: string): string => {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
};
const valuesOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : [];

function titleOf(chat: unknown): string {
  const title = field(chat, 'title');
  if (typeof title === 'string') return cleanLine(title);
  const names = [field(chat, 'first_name'), field(chat, 'last_name')].filter((name) => typeof name === 'string');
  const user = field(chat, 'username');
  return cleanLine(names.join(' ') || (typeof user === 'string' ? `@${user}` : ''));
}
