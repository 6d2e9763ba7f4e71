import { useT } from '../../app/language.ts';
import { useShortcut } from '../../app/shortcuts.ts';

export interface QueueKeys {
  move: (by: number) => void;
  moveAndSelect: (by: number) => void;
  toEnd: (end: 'first' | 'last') => void;
  select: () => void;
  selectAll: () => void;
  open: () => void;
  peek: () => void;
  leave: () => void;
  retry: () => void;
  hold: () => void;
  remove: () => void;
  copyLink: () => void;
  exportCsv: () => void;
  reorder: (to: 'top' | 'up' | 'down' | 'bottom') => void;
}

/** The keys of the queue page; all of them stand on the sheet that `?` opens. */
export function useQueueKeys(keys: QueueKeys, pageRows: number): void {
  const t = useT();
  const list = t('common.shortcuts.list');
  const page = t('common.shortcuts.page');
  const key = (keyName: string, label: string, group: string, run: () => void) => ({
    keys: keyName,
    label: t(`jobs.keys.${label}`),
    group,
    run,
  });
  useShortcut(key('j', 'next', list, () => keys.move(1)));
  useShortcut(key('k', 'previous', list, () => keys.move(-1)));
  useShortcut(key('arrowdown', 'next', list, () => keys.move(1)));
  useShortcut(key('arrowup', 'previous', list, () => keys.move(-1)));
  useShortcut(key('pagedown', 'nextPage', list, () => keys.move(pageRows)));
  useShortcut(key('pageup', 'previousPage', list, () => keys.move(-pageRows)));
  useShortcut(key('home', 'first', list, () => keys.toEnd('first')));
  useShortcut(key('end', 'last', list, () => keys.toEnd('last')));
  useShortcut(key('x', 'select', list, keys.select));
  useShortcut(key('shift+arrowdown', 'extendDown', list, () => keys.moveAndSelect(1)));
  useShortcut(key('shift+arrowup', 'extendUp', list, () => keys.moveAndSelect(-1)));
  useShortcut(key('mod+a', 'selectAll', list, keys.selectAll));
  useShortcut(key('enter', 'open', list, keys.open));
  useShortcut(key('space', 'peek', list, keys.peek));
  useShortcut(key('escape', 'leave', list, keys.leave));
  useShortcut(key('r', 'retry', page, keys.retry));
  useShortcut(key('p', 'hold', page, keys.hold));
  useShortcut(key('delete', 'remove', page, keys.remove));
  useShortcut(key('y', 'copyLink', page, keys.copyLink));
  useShortcut(key('e', 'exportCsv', page, keys.exportCsv));
  useShortcut(key('alt+arrowup', 'moveUp', page, () => keys.reorder('up')));
  useShortcut(key('alt+arrowdown', 'moveDown', page, () => keys.reorder('down')));
  useShortcut(key('alt+home', 'moveTop', page, () => keys.reorder('top')));
  useShortcut(key('alt+end', 'moveBottom', page, () => keys.reorder('bottom')));
}
