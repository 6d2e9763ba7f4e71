import { IconSearch } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { Button } from '../../kit/Button.tsx';
import styles from './notifications.module.css';

/** The chats that wrote to the bot lately, to take one over (A18). */
export function FindChats({
  id,
  botToken,
  onPick,
}: {
  id: number | null;
  botToken: string;
  onPick: (chat: string) => void;
}) {
  const t = useT();
  const words = useErrorWords();
  const client = useClient();
  const find = useMutation({
    mutationFn: () => client.notifications.findChats({ id, ...(botToken.trim() ? { botToken: botToken.trim() } : {}) }),
  });
  return (
    <div className={styles['stack']}>
      <div className={styles['actions']}>
        <Button
          icon={<IconSearch size={14} aria-hidden="true" />}
          isBusy={find.isPending}
          disabled={id === null && botToken.trim() === ''}
          onClick={() => find.mutate()}
        >
          {t('notificationsPage.findChat')}
        </Button>
      </div>
      <div aria-live="polite">
        {find.error ? <p className={styles['problem']}>{words(find.error).message}</p> : null}
        {find.data?.chats.length === 0 ? <p className="muted">{t('notificationsPage.noChats')}</p> : null}
        <ul className={styles['chats']}>
          {(find.data?.chats ?? []).map((chat) => (
            <li key={chat.id}>
              <span>
                {chat.title} <span className="mono">{chat.id}</span>
              </span>
              <Button size="small" onClick={() => onPick(chat.id)}>
                {t('notificationsPage.useChat', { name: chat.title })}
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
