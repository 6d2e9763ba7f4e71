import type { SendOutcome, SendRequest, Sink } from '#platform/deliveries/ports.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { OutgoingMessage } from '#shared/domain/delivery.ts';
import type { SinkConfig } from './config.ts';
import type { SinkDeps } from './sink-deps.ts';
import { cleanLine, cleanText, cutText } from './text.ts';

const titleLimit = 120;
/** Desks show a few lines; what is longer stands in the notification centre. */
const bodyLimit = 600;

/** The desk this console runs on. */
export function createDesktopSink(deps: SinkDeps): Sink {
  return {
    kind: 'desktop',
    // An old note helps nobody: three tries within a minute, then its fallback.
    policy: {
      concurrency: 1,
      timeoutMs: 15_000,
      schedule: { kind: 'steps', stepsMs: [5_000, 20_000, 30_000], jitter: 0.2 },
    },
    render: (message) => {
      const { title, body, isCut } = layOut(message);
      return { text: [title, body].filter(Boolean).join('\n'), isCut };
    },
    send: (request) => send(deps, request),
  };
}

async function send(deps: SinkDeps, { message, config }: SendRequest<SinkConfig>): Promise<SendOutcome> {
  const { title, body } = layOut(message);
  const exchange = { request: [title, body].filter(Boolean).join('\n'), status: null, answer: null };
  try {
    await deps.desktop.show({ title, body, path: message.path, isSilent: config.sound !== true });
    return { kind: 'delivered', exchange };
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
    const failure =
      error instanceof AppError ? error : new AppError('channel-unavailable', { reason }, { cause: error });
    return { kind: 'retry', error: failure, afterMs: null, exchange };
  }
}

function layOut(message: OutgoingMessage): { title: string; body: string; isCut: boolean } {
  const title = cutText(cleanLine(message.title), titleLimit);
  const body = cutText(cleanText(message.body).trim(), bodyLimit);
  return { title: title.text, body: body.text, isCut: title.isCut || body.isCut };
}
