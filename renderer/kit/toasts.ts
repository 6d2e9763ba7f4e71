import { create } from 'zustand';

export interface Toast {
  readonly id: number;
  readonly tone: 'info' | 'done' | 'failed';
  readonly message: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface ToastState {
  readonly toasts: readonly Toast[];
  readonly nextId: number;
}

/** At most this many at once; older ones make room. */
const limit = 4;
export const useToasts = create<ToastState>(() => ({ toasts: [], nextId: 1 }));

/** Shows a message for ten seconds; the clock stands still while the pointer or the focus is on it. */
export function toast(message: string, options: { tone?: Toast['tone']; action?: Toast['action'] } = {}): number {
  const { nextId, toasts } = useToasts.getState();
  const added: Toast = {
    id: nextId,
    tone: options.tone ?? 'info',
    message,
    ...(options.action ? { action: options.action } : {}),
  };
  useToasts.setState({ toasts: [...toasts, added].slice(-limit), nextId: nextId + 1 });
  return nextId;
}

export function dismissToast(id: number): void {
  useToasts.setState((state) => ({ toasts: state.toasts.filter((item) => item.id !== id) }));
}

/** What was done, with the way back. Mod+Z presses the newest one's button. */
export function undoToast(message: string, undoLabel: string, undo: () => void): number {
  return toast(message, { tone: 'done', action: { label: undoLabel, run: undo } });
}

/** Runs the newest undo there is. Answers whether there was one. */
export function undoLast(): boolean {
  const newest = useToasts.getState().toasts.findLast((item) => item.action);
  if (!newest?.action) return false;
  dismissToast(newest.id);
  newest.action.run();
  return true;
}
