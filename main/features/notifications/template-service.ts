import { AppError } from '#shared/contract/errors.ts';
import type { Inputs, Outputs } from '#shared/contract/index.ts';
import type { TemplateView } from '#shared/contract/notifications.ts';
import { sinkKinds } from '#shared/domain/channel.ts';
import {
  notificationKinds,
  templateFields,
  type NotificationKind,
  type TemplateKey,
} from '#shared/domain/notification.ts';
import { languages } from '#shared/i18n/languages.ts';
import { shippedText } from '#shared/i18n/notification-texts.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { Sink } from '#platform/deliveries/ports.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import type { Composer, Told } from './compose.ts';
import { exampleFields, parseFields } from './fields.ts';
import type { NotificationStore } from './store.ts';

interface TemplateDeps {
  readonly database: Database;
  readonly events: EventLog;
  readonly store: NotificationStore;
  readonly composer: Composer;
  readonly clock: Clock;
  readonly sinks: ReadonlyMap<string, Sink>;
  /** Settings of the sink's first channel, as far as there are any. */
  readonly configOf: (sink: string) => Readonly<Record<string, unknown>>;
}

/** The newest that was told of a kind, or the examples where nothing was. */
export function newestOf(store: NotificationStore, kind: NotificationKind, now: number): Told & { isExample: boolean } {
  const row = store.newest(kind);
  if (!row) return { kind, severity: 'info', subject: 'job:42', fields: exampleFields(kind), at: now, isExample: true };
  return {
    kind,
    severity: row.severity,
    subject: row.subject,
    fields: parseFields(row.fields),
    at: row.at,
    isExample: false,
  };
}

/** The texts of every kind and channel (A52): what ships, and what the operator made of it. */
export function createTemplateService(deps: TemplateDeps) {
  const { database, events, store, composer, clock } = deps;

  const view = (key: TemplateKey): TemplateView => {
    const own = store.template(key.kind, key.sink, key.language);
    const { title, body } = own ?? shippedText(key.kind, key.sink, key.language);
    return { ...key, title, body, isDefault: own === undefined };
  };
  const append = ({ kind, sink, language }: TemplateKey, { actor, trace }: CallContext, isReset: boolean) =>
    events.append({
      type: 'template.saved',
      subject: `template:${kind}`,
      data: { actor, sink, language, isReset },
      trace,
    });
  /** Both texts together are held to the limit of one. */
  const check = ({ kind, language, title, body }: TemplateKey & { title: string; body: string }): void => {
    const engine = composer.engine(language);
    engine.check(`${title}\n${body}`, templateFields[kind], kind);
    for (const text of [title, body])
      engine.render(text, { fields: templateFields[kind], values: exampleFields(kind), kind });
  };

  return {
    list: (): { templates: TemplateView[] } => ({
      templates: notificationKinds.flatMap((kind) =>
        languages.flatMap((language) => (['all', ...sinkKinds] as const).map((sink) => view({ kind, sink, language }))),
      ),
    }),

    /** Throws `template-field-unknown`, `template-invalid`, `template-too-large`, `template-too-costly`. */
    async save(input: Inputs['notifications']['saveTemplate'], context: CallContext): Promise<TemplateView> {
      const { kind, sink, language, title, body } = input;
      check(input);
      await database.write(() => {
        store.saveTemplate({ kind, sink, language, title, body }, clock.now());
        append(input, context, false);
      });
      return view({ kind, sink, language });
    },

    async reset(key: TemplateKey, context: CallContext): Promise<TemplateView> {
      await database.write(() => {
        store.dropTemplate(key.kind, key.sink, key.language);
        append(key, context, true);
      });
      return view(key);
    },

    preview(input: Inputs['notifications']['preview']): Outputs['notifications']['preview'] {
      const { kind, sink, language } = input;
      check(input);
      const { isExample, ...told } = newestOf(store, kind, clock.now());
      const message = composer.strictMessage(told, input, language);
      const speaker = deps.sinks.get(sink);
      if (!speaker) return { message, rendered: `${message.title}\n\n${message.body}`, isCut: false, isExample };
      const { text, isCut } = renderAnyway(speaker, message, deps.configOf(sink));
      return { message, rendered: text, isCut, isExample };
    },
  };
}
export type TemplateService = ReturnType<typeof createTemplateService>;

/** A channel that is not set up yet has its preview too. */
function renderAnyway(sink: Sink, message: Parameters<Sink['render']>[0], config: Readonly<Record<string, unknown>>) {
  try {
    return sink.render(message, config);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { text: `${message.title}\n\n${message.body}`, isCut: false };
  }
}
