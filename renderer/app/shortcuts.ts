import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { matchKeys, type KeyPress } from './keys.ts';
import { usePreferences } from './preferences.ts';

export interface Shortcut {
  /** `mod+k`, `shift+x`, `?`, or a sequence of two: `g q`. */
  readonly keys: string;
  /** In the chosen language, for the sheet. */
  readonly label: string;
  readonly group: string;
  readonly run: (event: KeyboardEvent) => void;
  /** Works while typing too. Only with a modifier. */
  readonly isGlobal?: boolean;
}

export const useShortcuts = create<{ readonly list: readonly Shortcut[] }>(() => ({ list: [] }));

/** Makes a key act for as long as the component is there. The newest of two on the same key wins. */
export function useShortcut(shortcut: Shortcut, isActive = true): void {
  const newest = useRef(shortcut.run);
  useEffect(() => {
    newest.current = shortcut.run;
  });
  const { keys, label, group, isGlobal = false } = shortcut;
  useEffect(() => {
    if (!isActive) return undefined;
    const entry: Shortcut = { keys, label, group, isGlobal, run: (event) => newest.current(event) };
    useShortcuts.setState((state) => ({ list: [...state.list, entry] }));
    return () => useShortcuts.setState((state) => ({ list: state.list.filter((item) => item !== entry) }));
  }, [keys, label, group, isGlobal, isActive]);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range', 'color'].includes(target.type)));

const hasDialog = (): boolean => document.querySelector('[role=dialog][aria-modal=true]') !== null;
/** Keys that a focused control answers itself. */
const ownKeys = new Set(['enter', ' ', 'space', 'arrowup', 'arrowdown', 'arrowleft', 'arrowright', 'home', 'end']);
const answersItself = (event: KeyboardEvent): boolean =>
  ownKeys.has(event.key.toLowerCase()) &&
  event.target instanceof HTMLElement &&
  event.target.closest('button, a, summary, input, [role=tab], [role=menu], [role=slider]') !== null;

/** Listens on the whole window. Answers its stop. */
export function startShortcuts(): () => void {
  let before: KeyPress | null = null;
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || ['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
    const press: KeyPress = {
      key: event.key,
      hasMod: event.ctrlKey || event.metaKey,
      hasAlt: event.altKey,
      hasShift: event.shiftKey,
      atMs: event.timeStamp,
    };
    const isSingle = !press.hasMod && !press.hasAlt;
    const isSuppressed = isTyping(event.target) || hasDialog();
    const isOff = isSingle && press.key !== 'Escape' && !usePreferences.getState().singleKeyShortcuts;
    const found = useShortcuts
      .getState()
      .list.findLast((item) => matchKeys(item.keys, press, before) && (item.isGlobal || !isSuppressed));
    before = isSingle && !isSuppressed ? press : null;
    if (!found || (isSingle && (isOff || answersItself(event)))) return;
    event.preventDefault();
    before = null;
    found.run(event);
  };
  window.addEventListener('keydown', listen);
  return () => window.removeEventListener('keydown', listen);
}
