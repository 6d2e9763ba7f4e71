import { useQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { IconClipboard, IconStethoscope } from '@tabler/icons-react';
import { useClient } from '../../app/client.ts';
import { useCopy } from '../../app/copy.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { useServicesLive } from '../../app/live/store.ts';
import { Loaded } from '../../app/Loaded.tsx';
import { Page } from '../../app/Page.tsx';
import { useShortcut } from '../../app/shortcuts.ts';
import { Button } from '../../kit/Button.tsx';
import { Card } from '../../kit/Card.tsx';
import { EmptyState, LoadingState } from '../../kit/States.tsx';
import { toast } from '../../kit/toasts.ts';
import { CheckRow } from './CheckRow.tsx';
import styles from './health.module.css';
import { sortChecks, sortServices } from './select.ts';
import { ServiceRow } from './ServiceRow.tsx';

function ServicesCard() {
  const t = useT();
  const client = useClient();
  const live = useServicesLive();
  // The live copy is what is shown; this read says why when there is none.
  const query = useQuery({
    queryKey: ['health', 'services'],
    queryFn: ({ signal }) => client.health.services(undefined, { signal }),
    enabled: live === null,
  });
  const services = live ?? query.data?.services;
  return (
    <Card title={t('health.parts')} isFlush>
      {services ? (
        <ul className={styles['rows']}>
          {sortServices(services).map((service) => (
            <ServiceRow key={service.name} service={service} />
          ))}
        </ul>
      ) : query.isError ? (
        <Loaded query={query}>{() => null}</Loaded>
      ) : (
        <LoadingState rows={5} />
      )}
    </Card>
  );
}

/** Each part of the console with its state, and every check with its cause and cure (A69, A60). */
export function ServicesPage() {
  const t = useT();
  const client = useClient();
  const queries = useQueryClient();
  const words = useErrorWords();
  const copy = useCopy();
  const query = useQuery({
    queryKey: ['health', 'checks'],
    queryFn: ({ signal }) => client.health.get(undefined, { signal }),
  });
  const run = useMutation({
    mutationFn: () => client.health.run(),
    onSuccess: (answer) => {
      queries.setQueryData(['health', 'checks'], (before: object | undefined) => ({ ...before, ...answer }));
      toast(t('health.ran', { count: answer.checks.length }), { tone: 'done' });
    },
    onError: (error) => toast(words(error).message, { tone: 'failed' }),
  });
  useShortcut({ keys: 'r', label: t('health.runAll'), group: t('common.shortcuts.page'), run: () => run.mutate() });
  const copyReport = () => copy(JSON.stringify(query.data, null, 2), t('health.copied'));
  return (
    <Page
      title={t('health.title')}
      subtitle={query.data ? t(`common.health.${query.data.status}`) : null}
      actions={
        <>
          <Button
            icon={<IconClipboard size={16} aria-hidden="true" />}
            onClick={copyReport}
            disabled={query.data === undefined}
          >
            {t('health.copyReport')}
          </Button>
          <Button
            variant="primary"
            icon={<IconStethoscope size={16} aria-hidden="true" />}
            isBusy={run.isPending}
            onClick={() => run.mutate()}
          >
            {t('health.runAll')}
          </Button>
        </>
      }
    >
      <div className={styles['stack']}>
        <ServicesCard />
        <Card title={t('health.checks')} isFlush>
          <Loaded query={query} rows={8}>
            {({ checks = [] }) =>
              checks.length === 0 ? (
                <EmptyState title={t('health.noChecks')}>{t('health.noChecksText')}</EmptyState>
              ) : (
                <ul aria-live="off">
                  {sortChecks(checks).map((check) => (
                    <CheckRow key={check.name} check={check} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </Card>
      </div>
    </Page>
  );
}
