import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ChannelView } from '#shared/contract/notifications.ts';
import { useChannels } from '../../app/channels.ts';
import { useT } from '../../app/language.ts';
import { Loaded } from '../../app/Loaded.tsx';
import { Page } from '../../app/Page.tsx';
import { SectionTabs } from '../../app/SectionTabs.tsx';
import { useShortcut } from '../../app/shortcuts.ts';
import { Button } from '../../kit/Button.tsx';
import { Card } from '../../kit/Card.tsx';
import { EmptyState } from '../../kit/States.tsx';
import { ChannelDialog } from './ChannelDialog.tsx';
import { ChannelRow } from './ChannelRow.tsx';
import styles from './notifications.module.css';

/** Where messages go, how each place is, and what mends it. */
export function ChannelsPage() {
  const t = useT();
  const query = useChannels();
  const [edited, setEdited] = useState<ChannelView | 'new' | null>(null);
  const add = () => setEdited('new');
  useShortcut({ keys: 'a', label: t('notificationsPage.addChannel'), group: t('common.shortcuts.page'), run: add });
  return (
    <Page
      title={t('notificationsPage.channelsTitle')}
      actions={
        <Button variant="primary" icon={<IconPlus size={16} aria-hidden="true" />} onClick={add} shortcut="a">
          {t('notificationsPage.addChannel')}
        </Button>
      }
    >
      <SectionTabs here="/notifications/channels" />
      <Card isFlush>
        <Loaded query={query} rows={8}>
          {({ channels }) =>
            channels.length === 0 ? (
              <EmptyState
                title={t('notificationsPage.noChannels')}
                actions={<Button onClick={add}>{t('notificationsPage.addChannel')}</Button>}
              >
                {t('notificationsPage.noChannelsText')}
              </EmptyState>
            ) : (
              <ul className={styles['channels']} aria-label={t('notificationsPage.channelsTitle')}>
                {channels.map((channel) => (
                  <ChannelRow key={channel.id} channel={channel} onEdit={() => setEdited(channel)} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Card>
      {edited ? <ChannelDialog channel={edited === 'new' ? null : edited} onClose={() => setEdited(null)} /> : null}
    </Page>
  );
}
