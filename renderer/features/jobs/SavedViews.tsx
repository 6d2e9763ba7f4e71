import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { useGoTo } from '../../app/navigate.ts';
import { useShortcut } from '../../app/shortcuts.ts';
import { Button, IconButton } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextField } from '../../kit/Field.tsx';
import { Menu, type MenuEntry } from '../../kit/Menu.tsx';
import { EmptyState } from '../../kit/States.tsx';
import { toast } from '../../kit/toasts.ts';
import styles from './Queue.module.css';

const viewsKey = ['jobs', 'views'];

function useViews() {
  const client = useClient();
  const queries = useQueryClient();
  const words = useErrorWords();
  const { data } = useQuery({
    queryKey: viewsKey,
    queryFn: ({ signal }) => client.jobs.listViews(undefined, { signal }),
  });
  const change = async (task: Promise<unknown>) => {
    try {
      await task;
      await queries.invalidateQueries({ queryKey: viewsKey });
      return true;
    } catch (error) {
      toast(words(error).message, { tone: 'failed' });
      return false;
    }
  };
  return {
    views: (data?.views ?? []).filter((view) => view.page === 'queue'),
    save: (name: string, query: string) =>
      change(client.jobs.saveView({ id: crypto.randomUUID(), name, page: 'queue', query })),
    remove: (id: string) => change(client.jobs.removeView({ id })),
  };
}

/** The first nine views answer to their number. */
function useViewKeys(open: (index: number) => void) {
  const t = useT();
  const group = t('common.shortcuts.page');
  const key = (number: number) => ({
    keys: String(number),
    label: t('jobs.keys.view', { number }),
    group,
    run: () => open(number - 1),
  });
  useShortcut(key(1));
  useShortcut(key(2));
  useShortcut(key(3));
  useShortcut(key(4));
  useShortcut(key(5));
  useShortcut(key(6));
  useShortcut(key(7));
  useShortcut(key(8));
  useShortcut(key(9));
}

/** Views kept under a name: open, keep this one, put away. */
export function SavedViews({ query }: { query: string }) {
  const t = useT();
  const goTo = useGoTo();
  const { views, save, remove } = useViews();
  const [dialog, setDialog] = useState<'save' | 'manage' | null>(null);
  const [name, setName] = useState('');
  const open = (index: number) => {
    const view = views[index];
    if (view) goTo(`/queue?${view.query}`);
  };
  useViewKeys(open);
  const entries: MenuEntry[] = [
    ...views.map((view, index) => ({
      id: view.id,
      label: view.name,
      isChecked: view.query === query,
      ...(index < 9 ? { shortcut: String(index + 1) } : {}),
      onSelect: () => open(index),
    })),
    ...(views.length ? [{ kind: 'divider' as const, id: 'line' }] : []),
    { id: 'save', label: t('jobs.views.save'), onSelect: () => setDialog('save') },
    {
      id: 'manage',
      label: t('jobs.views.manage'),
      isDisabled: views.length === 0,
      onSelect: () => setDialog('manage'),
    },
  ];
  const keep = async () => {
    if (!(await save(name.trim(), query))) return;
    setDialog(null);
    setName('');
  };
  return (
    <>
      <Menu
        trigger={<Button icon={<IconBookmark size={16} aria-hidden="true" />}>{t('jobs.views.title')}</Button>}
        entries={entries}
      />
      <Dialog
        isOpen={dialog === 'save'}
        onClose={() => setDialog(null)}
        title={t('jobs.views.save')}
        size={400}
        footer={
          <>
            <Button onClick={() => setDialog(null)}>{t('common.kit.cancel')}</Button>
            <Button variant="primary" disabled={!name.trim()} onClick={() => void keep()}>
              {t('jobs.views.keep')}
            </Button>
          </>
        }
      >
        <TextField
          label={t('jobs.views.name')}
          hint={t('jobs.views.hint')}
          value={name}
          onChange={setName}
          maxLength={80}
        />
      </Dialog>
      <Dialog isOpen={dialog === 'manage'} onClose={() => setDialog(null)} title={t('jobs.views.manage')} size={420}>
        {views.length === 0 ? <EmptyState title={t('jobs.views.none')} /> : null}
        <ul className={styles['viewList']}>
          {views.map((view) => (
            <li key={view.id}>
              <span className="truncate">{view.name}</span>
              <IconButton
                label={t('jobs.views.remove', { name: view.name })}
                icon={<IconTrash size={16} aria-hidden="true" />}
                onClick={() => void remove(view.id)}
              />
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}
