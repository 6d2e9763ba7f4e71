import { create } from 'zustand';

export const useSheet = create<{ readonly isOpen: boolean }>(() => ({ isOpen: false }));
export const openShortcutSheet = (): void => useSheet.setState({ isOpen: true });
export const closeShortcutSheet = (): void => useSheet.setState({ isOpen: false });
