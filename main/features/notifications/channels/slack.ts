import type { SendOutcome, SendRequest, Sink } from '#platform/deliveries/ports.ts';
import type { OutgoingMessage } from '#shared/domain/delivery.ts';
import { requireText, type SinkConfig } from './config.ts';
import { originOf } from './http-sink.ts';
import { broken, callOf, createHider, exchangeOf, guarded, readResult, shortReason } from './outcome.ts';
import type { SinkDeps } from './sink-deps.ts';
import { cleanLine, cleanText, cutText, escapeMarkup, takeHead, type Measure } from './text.ts';

/** docs.slack.dev: a header's text has 150 characters, a section's 3,000; long texts go on in the next section. */
const headerLimit = 150;
const sectionLimit = 3000;
const sectionsAtMost = 4;
const fallbackLimit = 3000;
/** What is escaped counts as it is sent. */
const escaped: Measure = (piece) => escapeMarkup(piece).length;

/** A Slack incoming webhook. */
export function createSlackSink(deps: SinkDeps): Sink {
  return {
    kind: 'slack',
    // "One message per second" for a webhook.
    policy: { ratePerSecond: 1, concurrency: 1 },
    render: (message) => {
      const { title, sections, isCut } = layOut(message);
      return { text: [escapeMarkup(title), ...sections.map(escapeMarkup)].filter(Boolean).join('\n'), isCut };
    },
    send: (request) => guarded(() => send(deps, request)),
  };
}

async function send(deps: SinkDeps, request: SendRequest<SinkConfig>): Promise<SendOutcome> {
  const url = requireText(request.config, 'webhookUrl');
  const hide = createHider([url]);
  const body = JSON.stringify(payloadOf(request.message));
  const result = await deps.http.send(callOf({ url, body }, request));
  const exchange = exchangeOf({ url: originOf(url), body }, result, hide);
  const reason = shortReason(result.kind === 'answered' ? result.text : '', hide);
  if (result.kind === 'answered') {
    const { status } = result;
    if (/^(?:no_service|no_team|channel_not_found|channel_is_archived|user_not_found)/.test(reason) && status >= 400)
      return broken('channel-target-gone', { target: 'webhook', reason }, exchange);
    if (/^(?:invalid_token|no_active_hooks|token_revoked|team_disabled)/.test(reason) && status >= 400)
      return broken('channel-credentials-refused', { status, reason }, exchange);
  }
  return readResult(result, {
    now: deps.clock.now(),
    attempt: request.attempt,
    exchange,
    target: 'webhook',
    reason,
  });
}

function payloadOf(message: OutgoingMessage) {
  const { title, sections } = layOut(message);
  const fallback = cutText([title, cleanText(message.body)].filter(Boolean).join('\n'), fallbackLimit, escaped);
  return {
    text: escapeMarkup(fallback.text) || ' ',
    blocks: [
      ...(title ? [{ type: 'header', text: { type: 'plain_text', text: escapeMarkup(title), emoji: false } }] : []),
      ...sections.map((text) => ({ type: 'section', text: { type: 'mrkdwn', text: escapeMarkup(text) } })),
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function layOut(message: OutgoingMessage): { title: string; sections: string[]; isCut: boolean } {
  const title = cutText(cleanLine(message.title), headerLimit, escaped);
  const sections: string[] = [];
  let rest = cleanText(message.body).trim();
  let isCut = title.isCut;
  while (rest !== '') {
    const isLast = sections.length === sectionsAtMost - 1;
    const part = isLast ? cutText(rest, sectionLimit, escaped) : { text: headOf(rest), isCut: false };
    sections.push(part.text);
    isCut ||= part.isCut;
    rest = isLast ? '' : rest.slice(part.text.length);
  }
  return { title: title.text, sections, isCut };
}

/** Up to the last line that fits, if there is one in its second half. */
function headOf(text: string): string {
  const head = takeHead(text, sectionLimit, escaped);
  const line = head.length < text.length ? head.lastIndexOf('\n') + 1 : 0;
  return line > head.length / 2 ? head.slice(0, line) : head;
}
