import { useQuery } from '@tanstack/react-query';
import type { TemplateView } from '#shared/contract/notifications.ts';
import { notificationKinds, templateKeySchema, type TemplateKey } from '#shared/domain/notification.ts';
import { useClient } from '../../app/client.ts';
import { useT } from '../../app/language.ts';
import { Loaded } from '../../app/Loaded.tsx';
import { Page } from '../../app/Page.tsx';
import { usePreferences } from '../../app/preferences.ts';
import { useSearchValues, useSetSearch } from '../../app/search.ts';
import { SectionTabs } from '../../app/SectionTabs.tsx';
import { Card } from '../../kit/Card.tsx';
import { SelectField } from '../../kit/Field.tsx';
import styles from './notifications.module.css';
import { TemplateEditor } from './TemplateEditor.tsx';

const sinks = templateKeySchema.shape.sink.options;
const languages = templateKeySchema.shape.language.options;

/** Own text of a channel, else the one for every channel: what is sent today. */
export function templateFor(templates: readonly TemplateView[], key: TemplateKey): TemplateView | undefined {
  const of = (sink: TemplateKey['sink']) =>
    templates.find((one) => one.kind === key.kind && one.language === key.language && one.sink === sink);
  return of(key.sink) ?? of('all');
}

function useKey(): readonly [TemplateKey, (changes: Partial<TemplateKey>) => void] {
  const values = useSearchValues();
  const setSearch = useSetSearch();
  const { language } = usePreferences();
  const { kind, sink, language: shown } = templateKeySchema.shape;
  const key: TemplateKey = {
    kind: kind.catch('processing_completed').parse(values['kind']),
    sink: sink.catch('all').parse(values['sink']),
    language: shown.catch(language === 'auto' ? 'es' : language).parse(values['language']),
  };
  return [key, (changes) => setSearch({ ...changes })];
}

/** The texts of what is told, for each kind, channel and language. */
export function TemplatesPage() {
  const t = useT();
  const client = useClient();
  const [key, setKey] = useKey();
  const query = useQuery({
    queryKey: ['notifications', 'templates'],
    queryFn: ({ signal }) => client.notifications.templates(undefined, { signal }),
  });
  return (
    <Page title={t('notificationsPage.templatesTitle')}>
      <SectionTabs here="/notifications/templates" />
      <div className={styles['stack']}>
        <div className={styles['formRow']}>
          <SelectField
            label={t('notificationsPage.kindLabel')}
            value={key.kind}
            options={notificationKinds.map((value) => ({ value, label: t(`notificationsPage.kind.${value}`) }))}
            onChange={(kind) => setKey({ kind })}
          />
          <SelectField
            label={t('notificationsPage.sinkLabel')}
            value={key.sink}
            options={sinks.map((value) => ({ value, label: t(`notificationsPage.sink.${value}`) }))}
            onChange={(sink) => setKey({ sink })}
          />
          <SelectField
            label={t('common.language.choose')}
            value={key.language}
            options={languages.map((value) => ({ value, label: t(`common.language.${value}`) }))}
            onChange={(language) => setKey({ language })}
          />
        </div>
        <Loaded query={query} rows={8}>
          {({ templates }) => {
            const template = templateFor(templates, key);
            return template ? (
              <TemplateEditor key={`${key.kind} ${key.sink} ${key.language}`} at={key} template={template} />
            ) : (
              <Card>{t('notificationsPage.noTemplate')}</Card>
            );
          }}
        </Loaded>
      </div>
    </Page>
  );
}
