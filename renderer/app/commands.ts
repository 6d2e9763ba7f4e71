import { useEffect } from 'react';
import { create } from 'zustand';

/** Something the palette can do. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** Further words that find it. */
  readonly words?: string;
  readonly group: 'records' | 'actions' | 'pages' | 'settings';
  readonly shortcut?: string;
  readonly run: () => void;
}

export const useCommandList = create<{ readonly list: readonly Command[]; readonly isOpen: boolean }>(() => ({
  list: [],
  isOpen: false,
}));

/** Adds commands; answers what takes them away again. */
export function registerCommands(commands: readonly Command[]): () => void {
  useCommandList.setState((state) => ({ list: [...state.list, ...commands] }));
  return () => useCommandList.setState((state) => ({ list: state.list.filter((item) => !commands.includes(item)) }));
}

/** The same for a component: pass a memoised list. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => registerCommands(commands), [commands]);
}

export const openPalette = (): void => useCommandList.setState({ isOpen: true });
export const closePalette = (): void => useCommandList.setState({ isOpen: false });
