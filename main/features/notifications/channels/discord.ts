import type { SendRequest, Sink } from '#platform/deliveries/ports.ts';
import type { HttpResult } from '#platform/http/post.ts';
import type { OutgoingMessage } from '#shared/domain/delivery.ts';
import { requireText, type SinkConfig } from './config.ts';
import { originOf, sendHttp } from './http-sink.ts';
import { guarded } from './outcome.ts';
import type { SinkDeps } from './sink-deps.ts';
import { cleanLine, cleanText, cutText, type Measure } from './text.ts';

/** discord.com/developers/docs: an embed's title and description. */
const titleLimit = 256;
const descriptionLimit = 4096;
const colours = { info: 0x3b82f6, warning: 0xf59e0b, critical: 0xdc2626 } as const;

/** A Discord webhook: one embed, nobody mentioned. */
export function createDiscordSink(deps: SinkDeps): Sink {
  return {
    kind: 'discord',
    // 5 in 2 seconds for a webhook.
    policy: { ratePerSecond: 2, concurrency: 1 },
    render: (message) => {
      const { title, description, isCut } = layOut(message);
      return { text: [title, description].filter(Boolean).join('\n'), isCut };
    },
    send: (request) =>
      guarded(async () => {
        const url = requireText(request.config, 'webhookUrl');
        return sendHttp(deps, request, {
          call: { url, body: JSON.stringify(payloadOf(deps, request)) },
          shownUrl: originOf(url),
          secrets: [url],
          target: 'webhook',
          afterMs: retryAfterOf,
        });
      }),
  };
}

function payloadOf(deps: SinkDeps, { message }: SendRequest<SinkConfig>) {
  const { title, description } = layOut(message);
  const link = message.path === null ? null : deps.linkFor(message.path);
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title,
        ...(description ? { description } : {}),
        color: colours[message.severity],
        timestamp: message.at,
        ...(link === null ? {} : { url: link }),
      },
    ],
  };
}

/** `retry_after` in seconds with fractions, in the body or in `X-RateLimit-Reset-After`. */
function retryAfterOf(result: HttpResult): number | null {
  if (result.kind !== 'answered' || result.status !== 429) return null;
  const inBody = /"retry_after"\s*:\s*(\d{1,6}(?:\.\d{1,6})?)/.exec(result.text)?.[1];
  const header = result.headers['x-ratelimit-reset-after'];
  const seconds = Number(inBody ?? (typeof header === 'string' ? header : Number.NaN));
  return Number.isNaN(seconds) ? null : Math.min(86_400_000, Math.ceil(seconds * 1000));
}

/**
 * Links that stand alone stay as they are: inside of them a backslash would be part of the address. One that a `<` ends is written as
 * plain text, because the backslash before the `<` would belong to it too.
 */
const link = /https?:\/\/[^\s<]+(?=\s|$)/g;
const markdown = /[\\*_~`|>#\-+[\]()<@:]/g;

export function escapeMarkdown(text: string): string {
  let escaped = '';
  let at = 0;
  for (const found of text.matchAll(link)) {
    escaped += escapePlain(text.slice(at, found.index)) + found[0];
    at = found.index + found[0].length;
  }
  return escaped + escapePlain(text.slice(at));
}

const escapePlain = (text: string): string =>
  text.replaceAll(markdown, '\\$&').replaceAll(/^([ \t]{0,20}\d{1,9})\./gm, '$1\\.');

/** Counted as it is sent, a numbered line's backslash included. */
const escapedSize: Measure = (piece) => piece.replaceAll(/[\\*_~`|>#\-+[\]()<@:.]/g, '\\$&').length;

function layOut(message: OutgoingMessage): { title: string; description: string; isCut: boolean } {
  const title = cutText(cleanLine(message.title) || 'Atalaya', titleLimit, escapedSize);
  const description = cutText(cleanText(message.body).trim(), descriptionLimit, escapedSize);
  return {
    title: escapeMarkdown(title.text),
    description: escapeMarkdown(description.text),
    isCut: title.isCut || description.isCut,
  };
}
