import type { NotificationKind } from '../domain/notification.ts';
import { notifications as en } from './en/notifications.ts';
import { notifications as es } from './es/notifications.ts';
import type { Language } from './languages.ts';
import { notifications as pt } from './pt-BR/notifications.ts';

/** Read as they stand: i18next would fill in the fields' `{{…}}` itself. */
const texts = { es, 'pt-BR': pt, en };

export interface MessageText {
  readonly title: string;
  readonly body: string;
}

/** The text that ships with the console. Mail is filed by its subject, which goes without a picture. */
export function shippedText(kind: NotificationKind, sink: string, language: Language): MessageText {
  const text: { title: string; titleEmail?: string; body: string } = texts[language].defaults[kind];
  return {
    title: sink === 'email' ? (text.titleEmail ?? text.title.replace(/^\p{Emoji}\uFE0F? /u, '')) : text.title,
    body: text.body,
  };
}

/** One event as a line of a message about many. */
export const lineText = (kind: NotificationKind, language: Language): string => texts[language].defaults[kind].line;
export const kindName = (kind: NotificationKind, language: Language): string => texts[language].kinds[kind];
export const moreLines = (count: number, language: Language): string =>
  texts[language].defaults.more.replace('{{count}}', String(count));
