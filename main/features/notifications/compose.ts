import { AppError } from '#shared/contract/errors.ts';
import type { OutgoingMessage } from '#shared/domain/delivery.ts';
import {
  notificationKindSchema,
  severitySchema,
  templateFields,
  type NotificationKind,
  type Severity,
} from '#shared/domain/notification.ts';
import { Texts } from '#shared/domain/texts.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { kindName, lineText, moreLines, shippedText, type MessageText } from '#shared/i18n/notification-texts.ts';
import type { DeliveryToCompose } from '#platform/deliveries/ports.ts';
import { parseFields, pathOf, withCommon, type Fields } from './fields.ts';
import type { NotificationStore } from './store.ts';

interface ComposerDeps {
  readonly store: NotificationStore;
  /** Of the console: what is sent to others is in it. */
  readonly language: () => Language;
  readonly timeZone: () => string;
}

export interface Told {
  readonly kind: NotificationKind;
  readonly severity: Severity;
  readonly subject: string;
  readonly fields: Readonly<Fields>;
  /** Epoch ms. */
  readonly at: number;
}

/** Lines of a message about many events. */
const mostLines = 10;

/** Makes the plain message of a delivery from its fields and the text of its kind. */
export class Composer {
  readonly #deps: ComposerDeps;
  readonly #engines = new Map<string, Texts>();

  constructor(deps: ComposerDeps) {
    this.#deps = deps;
  }

  /** Throws `delivery-message-invalid` for a payload that no notification made. */
  compose(delivery: DeliveryToCompose): OutgoingMessage {
    const told = toldOf(delivery);
    const message = this.message(told, this.textFor(told.kind, delivery.sink));
    const count = delivery.eventIds.length;
    return count > 1 ? { ...message, ...this.#many(told.kind, delivery.eventIds) } : message;
  }

  /** A text that can't be written any more (a field is gone) gives way to the shipped one: the message is worth more. */
  message(told: Told, text: MessageText): OutgoingMessage {
    try {
      return this.strictMessage(told, text);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return this.strictMessage(told, shippedText(told.kind, 'all', this.#deps.language()));
    }
  }

  /** As `message`; throws what is wrong with the text. */
  strictMessage(told: Told, text: MessageText, language: Language = this.#deps.language()): OutgoingMessage {
    const { kind, severity, subject, at } = told;
    const values = withCommon(told.fields, told);
    const texts = this.engine(language);
    const fields = templateFields[kind];
    const write = (template: string) => texts.render(template, { fields, values, kind });
    return {
      kind,
      severity,
      title: write(text.title).trim() || kindName(kind, language),
      body: write(text.body).trim(),
      path: pathOf(subject),
      at: new Date(at).toISOString(),
      fields: values,
    };
  }

  /** The operator's text for the sink, else theirs for all, else the shipped one. */
  textFor(kind: NotificationKind, sink: string, language: Language = this.#deps.language()): MessageText {
    const { store } = this.#deps;
    return (
      store.template(kind, sink, language) ?? store.template(kind, 'all', language) ?? shippedText(kind, sink, language)
    );
  }

  engine(language: Language): Texts {
    const timeZone = this.#deps.timeZone();
    const key = `${language} ${timeZone}`;
    const engine = this.#engines.get(key) ?? new Texts({ language, timeZone });
    this.#engines.set(key, engine);
    return engine;
  }

  #many(kind: NotificationKind, eventIds: readonly number[]): { title: string; body: string } {
    const language = this.#deps.language();
    const rows = this.#deps.store.fieldsOfEvents(kind, eventIds);
    const lines = rows.slice(0, mostLines).map((json) => this.#line(kind, parseFields(json), language));
    const rest = eventIds.length - lines.length;
    const all = rest > 0 ? [...lines, moreLines(rest, language)] : lines;
    return { title: `${kindName(kind, language)} × ${eventIds.length}`, body: all.join('\n') };
  }

  #line(kind: NotificationKind, fields: Fields, language: Language): string {
    const values = { ...withCommon(fields, { kind, severity: 'info', subject: '', at: 0 }), ...fields };
    const line = this.engine(language).render(lineText(kind, language), { fields: templateFields[kind], values, kind });
    return line.replaceAll(/\s+/g, ' ').trim();
  }
}

function toldOf({ payload, subject }: DeliveryToCompose): Told {
  const kind = notificationKindSchema.safeParse(payload['kind']);
  const severity = severitySchema.safeParse(payload['severity']);
  const { fields, at } = payload;
  if (!kind.success || !severity.success || typeof fields !== 'object' || fields === null || typeof at !== 'number')
    throw new AppError('delivery-message-invalid', { reason: 'payload' });
  return { kind: kind.data, severity: severity.data, subject, fields: { ...fields }, at };
}
