import type { SendRequest, Sink } from '#platform/deliveries/ports.ts';
import type { OutgoingMessage } from '#shared/domain/delivery.ts';
import { requireText, textOf, type SinkConfig } from './config.ts';
import { sendHttp } from './http-sink.ts';
import { guarded } from './outcome.ts';
import type { SinkDeps } from './sink-deps.ts';
import { bytes, cleanLine, cleanText, cutText } from './text.ts';

/** docs.ntfy.sh: a longer message becomes an attachment. */
const messageLimitBytes = 4096;
const titleLimitBytes = 250;
const priorities = { info: 3, warning: 4, critical: 5 } as const;

/** ntfy.sh, or a server of one's own that speaks as it does. */
export function createNtfySink(deps: SinkDeps): Sink {
  return {
    kind: 'ntfy',
    policy: { ratePerSecond: 1 },
    render: (message) => {
      const { title, body, isCut } = layOut(message);
      return { text: [title, body].filter(Boolean).join('\n'), isCut };
    },
    send: (request) =>
      guarded(async () => {
        const url = requireText(request.config, 'server');
        const token = textOf(request.config, 'token');
        return sendHttp(deps, request, {
          call: {
            url,
            body: JSON.stringify(publicationOf(deps, request)),
            headers: token ? { authorization: `Bearer ${token}` } : {},
          },
          shownUrl: url,
          secrets: [token],
          target: `topic ${textOf(request.config, 'topic')}`,
        });
      }),
  };
}

function publicationOf(deps: SinkDeps, { message, config }: SendRequest<SinkConfig>) {
  const { title, body } = layOut(message);
  const click = message.path === null ? null : deps.linkFor(message.path);
  return {
    topic: requireText(config, 'topic'),
    title,
    // Without a text ntfy writes "triggered".
    message: body || title,
    priority: priorities[message.severity],
    ...(click === null ? {} : { click }),
  };
}

function layOut(message: OutgoingMessage): { title: string; body: string; isCut: boolean } {
  const title = cutText(cleanLine(message.title) || 'Atalaya', titleLimitBytes, bytes);
  const body = cutText(cleanText(message.body).trim(), messageLimitBytes, bytes);
  return { title: title.text, body: body.text, isCut: title.isCut || body.isCut };
}
