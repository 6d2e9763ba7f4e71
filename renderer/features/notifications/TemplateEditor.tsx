import { useMemo, useRef, useState } from 'react';
import type { TemplateView } from '#shared/contract/notifications.ts';
import { templateFields, type TemplateKey } from '#shared/domain/notification.ts';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { useAct } from '../../app/use-act.ts';
import { Button } from '../../kit/Button.tsx';
import { Card } from '../../kit/Card.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { insertField } from './complete.ts';
import styles from './notifications.module.css';
import { applyEdit, TemplateField } from './TemplateField.tsx';
import { usePreview } from './use-preview.ts';

type Part = 'title' | 'body';

function Preview({ query }: { query: ReturnType<typeof usePreview> }) {
  const t = useT();
  const { data } = query;
  return (
    <Card
      title={t('notificationsPage.preview')}
      note={data ? t(data.isExample ? 'notificationsPage.ofExample' : 'notificationsPage.ofEvent') : null}
      action={data?.isCut ? <Chip tone="retrying">{t('notificationsPage.cut')}</Chip> : null}
    >
      {data ? (
        <>
          <p>
            <strong>{data.message.title}</strong>
          </p>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key */}
          <pre className={styles['preview']} role="region" aria-label={t('notificationsPage.rendered')} tabIndex={0}>
            {data.rendered}
          </pre>
        </>
      ) : (
        <p className="muted">{t('notificationsPage.noPreview')}</p>
      )}
    </Card>
  );
}

/** Title and body with the list of fields, beside the text as the channel would get it. */
export function TemplateEditor({ at, template }: { at: TemplateKey; template: TemplateView }) {
  const t = useT();
  const words = useErrorWords();
  const client = useClient();
  const [typed, setTyped] = useState<Partial<Record<Part, string>>>({});
  const [part, setPart] = useState<Part>('body');
  const areas = { title: useRef<HTMLTextAreaElement>(null), body: useRef<HTMLTextAreaElement>(null) };
  const title = typed.title ?? template.title;
  const body = typed.body ?? template.body;
  const { kind, sink, language } = at;
  const preview = usePreview(
    useMemo(() => ({ kind, sink, language, title, body }), [kind, sink, language, title, body]),
  );
  const isOwn = template.sink === at.sink && !template.isDefault;
  const isChanged = title !== template.title || body !== template.body;
  const save = useAct(
    () => client.notifications.saveTemplate({ ...at, title, body }),
    () => t('notificationsPage.templateSaved'),
  );
  const reset = useAct(
    () => client.notifications.resetTemplate(at),
    () => {
      setTyped({});
      return t('notificationsPage.templateReset');
    },
  );
  const names = templateFields[at.kind].map(({ name }) => name);
  const change = (which: Part) => (text: string) => setTyped((now) => ({ ...now, [which]: text }));
  const insert = (name: string) => {
    const area = areas[part].current;
    const text = part === 'title' ? title : body;
    applyEdit(area, insertField(text, area?.selectionStart ?? text.length, name), change(part));
  };
  const problem = preview.isError ? words(preview.error).message : null;
  const shared = (which: Part) => ({
    names,
    areaRef: areas[which],
    onChange: change(which),
    onFocus: () => setPart(which),
  });
  return (
    <div className={styles['split']}>
      <Card
        title={t('notificationsPage.text')}
        note={t(isOwn ? 'notificationsPage.ownText' : 'notificationsPage.shippedText')}
      >
        <div className={styles['stack']}>
          <TemplateField
            label={t('notificationsPage.titleField')}
            value={title}
            rows={2}
            error={null}
            {...shared('title')}
          />
          <TemplateField
            label={t('notificationsPage.bodyField')}
            value={body}
            rows={12}
            error={problem}
            {...shared('body')}
          />
          <div>
            <h3>{t('notificationsPage.fields')}</h3>
            <p className="muted">{t('notificationsPage.fieldsHint', { open: '{{' })}</p>
            <div className={styles['fields']}>
              {templateFields[at.kind].map(({ name, example }) => (
                <Button
                  key={name}
                  size="small"
                  className="mono"
                  title={Array.isArray(example) ? example.join(', ') : String(example)}
                  onClick={() => insert(name)}
                >
                  {name}
                </Button>
              ))}
            </div>
          </div>
          <div className={styles['actions']}>
            {isOwn ? (
              <Button isBusy={reset.isPending} onClick={() => reset.mutate(undefined)}>
                {t('notificationsPage.resetTemplate')}
              </Button>
            ) : null}
            <Button disabled={!isChanged} onClick={() => setTyped({})}>
              {t('common.undo')}
            </Button>
            <Button
              variant="primary"
              isBusy={save.isPending}
              disabled={!isChanged || preview.isError}
              onClick={() => save.mutate(undefined)}
            >
              {t('notificationsPage.save')}
            </Button>
          </div>
        </div>
      </Card>
      <Preview query={preview} />
    </div>
  );
}
