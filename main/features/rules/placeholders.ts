import type { EventView } from '#shared/domain/events.ts';
import { readPath } from './conditions.ts';

const placeholder = /\{\{\s*([A-Za-z_][A-Za-z0-9_.-]{0,119})\s*\}\}/g;

/** Puts values of the event where `{{name}}` stands: plain values alone, nothing where there is none. Used for keys and sources. */
export function fillIn(text: string, event: EventView): string {
  return text.replaceAll(placeholder, (_all, path: string) => {
    const value = readPath(event, path);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  });
}

/** The names that stand in a text. */
export const placeholdersIn = (text: string): string[] => [...text.matchAll(placeholder)].map(([, path = '']) => path);

const longestKey = 300;

/** The key of the alert that an event raises or ends. */
export const alertKeyOf = (key: string, event: EventView): string => fillIn(key, event).slice(0, longestKey);
