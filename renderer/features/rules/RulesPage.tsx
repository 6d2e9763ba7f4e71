import { useQuery } from '@tanstack/react-query';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { RuleView } from '#shared/contract/rules.ts';
import { useChannels } from '../../app/channels.ts';
import { useClient } from '../../app/client.ts';
import { useCommands, type Command } from '../../app/commands.ts';
import { useT } from '../../app/language.ts';
import { Loaded } from '../../app/Loaded.tsx';
import { Page } from '../../app/Page.tsx';
import { SectionTabs } from '../../app/SectionTabs.tsx';
import { useShortcut } from '../../app/shortcuts.ts';
import { Button } from '../../kit/Button.tsx';
import { Card } from '../../kit/Card.tsx';
import { EmptyState } from '../../kit/States.tsx';
import { RuleDialog } from './RuleDialog.tsx';
import { RuleRow } from './RuleRow.tsx';
import styles from './rules.module.css';
import type { Channels } from './sentence.ts';

const none: Channels = [];

/** Who is told of what, when and how often: each rule as a sentence. */
export function RulesPage() {
  const t = useT();
  const client = useClient();
  const [edited, setEdited] = useState<RuleView | 'new' | null>(null);
  const channels = useChannels().data?.channels ?? none;
  const query = useQuery({
    queryKey: ['rules', 'list'],
    queryFn: ({ signal }) => client.rules.list(undefined, { signal }),
  });
  const label = t('rules.add');
  useShortcut({ keys: 'a', label, group: t('common.shortcuts.page'), run: () => setEdited('new') });
  useCommands(
    useMemo(
      (): readonly Command[] => [
        { id: 'add-rule', title: label, group: 'actions', shortcut: 'a', run: () => setEdited('new') },
      ],
      [label],
    ),
  );
  return (
    <Page
      title={t('rules.title')}
      actions={
        <Button
          variant="primary"
          icon={<IconPlus size={16} aria-hidden="true" />}
          shortcut="a"
          onClick={() => setEdited('new')}
        >
          {label}
        </Button>
      }
    >
      <SectionTabs here="/notifications/rules" />
      <Card isFlush>
        <Loaded query={query} rows={8}>
          {({ rules }) =>
            rules.length === 0 ? (
              <EmptyState title={t('rules.none')} actions={<Button onClick={() => setEdited('new')}>{label}</Button>}>
                {t('rules.noneText')}
              </EmptyState>
            ) : (
              <ul className={styles['list']} aria-label={t('rules.title')}>
                {rules.map((rule) => (
                  <RuleRow key={rule.id} rule={rule} channels={channels} onEdit={() => setEdited(rule)} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Card>
      {edited ? (
        <RuleDialog rule={edited === 'new' ? null : edited} channels={channels} onClose={() => setEdited(null)} />
      ) : null}
    </Page>
  );
}
