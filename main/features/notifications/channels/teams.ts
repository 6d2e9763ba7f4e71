import type { SendOutcome, SendRequest, Sink } from '#platform/deliveries/ports.ts';
import type { HttpResult } from '#platform/http/post.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { OutgoingMessage } from '#shared/domain/delivery.ts';
import { requireText, type SinkConfig } from './config.ts';
import { originOf, sendHttp } from './http-sink.ts';
import { guarded, readResult, type Reading } from './outcome.ts';
import type { SinkDeps } from './sink-deps.ts';
import { cleanLine, cleanText, cutText, type Measure } from './text.ts';

/** learn.microsoft.com: a message of at most 28 KB; what the card is made of besides its texts takes less than 2. */
const textLimitBytes = 26 * 1024;
const titleLimit = 256;
/** A block around each line. */
const lineBytes = 130;
const jsonBytes: Measure = (piece) =>
  Buffer.byteLength(JSON.stringify(piece)) - 2 + (piece.includes('\n') ? lineBytes : 0);
const colours = { info: 'Accent', warning: 'Warning', critical: 'Attention' } as const;

/** A Teams workflow webhook: an adaptive card of rich text, which knows no markup. */
export function createTeamsSink(deps: SinkDeps): Sink {
  return {
    kind: 'teams',
    // "Four requests per second"; the card comes slower than that.
    policy: { ratePerSecond: 2, concurrency: 1 },
    render: (message) => {
      const { title, lines, isCut } = layOut(message);
      return { text: [title, ...lines].filter(Boolean).join('\n'), isCut };
    },
    send: (request) =>
      guarded(async () => {
        const url = requireText(request.config, 'webhookUrl');
        return sendHttp(deps, request, {
          call: { url, body: JSON.stringify(cardOf(deps, request)) },
          shownUrl: originOf(url),
          secrets: [url],
          target: 'webhook',
          read: readTeams,
        });
      }),
  };
}

/** An old connector answers 200 with the error in words; `1` and nothing are its yes. */
function readTeams(result: HttpResult, reading: Reading): SendOutcome | null {
  if (result.kind !== 'answered' || result.status !== 200) return null;
  if (!/failed|error/i.test(result.text) || result.text.trim().startsWith('{')) return null;
  const status = Number(/HTTP error (\d{3})/i.exec(result.text)?.[1]) || 400;
  if (status === 429 || status >= 500) return readResult({ ...result, status }, reading);
  const error = new AppError('delivery-refused', { status, reason: reading.reason });
  return { kind: 'rejected', error, breaks: false, exchange: reading.exchange };
}

/** `{{DATE(…)}}` and `{{TIME(…)}}` are functions of the card. */
const harmless = (text: string): string => text.replaceAll(/\{\{(?=DATE\(|TIME\()/g, '{\u2060{');

function textBlock(text: string, extra: object = {}) {
  return {
    type: 'RichTextBlock',
    spacing: 'None',
    inlines: [{ type: 'TextRun', text: harmless(text) || '\u00a0', ...extra }],
  };
}

function cardOf(deps: SinkDeps, { message }: SendRequest<SinkConfig>) {
  const { title, lines } = layOut(message);
  const url = message.path === null ? null : deps.linkFor(message.path);
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      textBlock(title, { weight: 'Bolder', size: 'Medium', color: colours[message.severity] }),
      ...lines.map((line) => textBlock(line)),
    ],
    ...(url === null ? {} : { actions: [{ type: 'Action.OpenUrl', title: 'Atalaya', url }] }),
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

function layOut(message: OutgoingMessage): { title: string; lines: string[]; isCut: boolean } {
  const title = cutText(cleanLine(message.title) || 'Atalaya', titleLimit);
  const body = cutText(cleanText(message.body).trim(), textLimitBytes - jsonBytes(title.text), summed);
  return {
    title: title.text,
    lines: body.text === '' ? [] : body.text.split('\n'),
    isCut: title.isCut || body.isCut,
  };
}

/** For whole texts too: every line break counts. */
function summed(piece: string): number {
  return piece.length <= 2 ? jsonBytes(piece) : jsonBytes(piece) + (piece.split('\n').length - 1) * lineBytes;
}
