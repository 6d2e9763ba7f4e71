import { useState } from 'react';
import type { ChannelView } from '#shared/contract/notifications.ts';
import { channelFields, sinkKinds, type ChannelField, type SinkKind } from '#shared/domain/channel.ts';
import { toClientError } from '../../app/client-error.ts';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { useAct } from '../../app/use-act.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { SelectField, SwitchField, TextField } from '../../kit/Field.tsx';
import { useKitTexts } from '../../kit/texts.ts';
import { changedFields, draftIssues, draftOf, viewOf, type ChannelDraft } from './channel-form.ts';
import { ChannelFieldControl } from './ChannelFieldControl.tsx';
import { FindChats } from './FindChats.tsx';
import styles from './notifications.module.css';
import { PolicyFields } from './PolicyFields.tsx';

interface FieldsProps {
  fields: readonly ChannelField[];
  draft: ChannelDraft;
  channel: ChannelView | null;
  errorOf: (name: string) => string | null;
  onChange: (next: ChannelDraft) => void;
}

function Fields({ fields, draft, channel, errorOf, onChange }: FieldsProps) {
  return fields.map((field) => (
    <ChannelFieldControl
      key={field.name}
      sink={draft.sink}
      field={field}
      view={viewOf(channel, field.name)}
      value={draft.values[field.name] ?? ''}
      isEmptied={draft.emptied.includes(field.name)}
      error={errorOf(field.name)}
      onChange={(value) => onChange({ ...draft, values: { ...draft.values, [field.name]: value } })}
      onEmpty={(isEmptied) =>
        onChange({
          ...draft,
          emptied: [...draft.emptied.filter((name) => name !== field.name), ...(isEmptied ? [field.name] : [])],
        })
      }
    />
  ));
}

/** Adds or changes a channel: the form is made from the sink's list of fields. */
export function ChannelDialog({ channel, onClose }: { channel: ChannelView | null; onClose: () => void }) {
  const t = useT();
  const kit = useKitTexts();
  const words = useErrorWords();
  const client = useClient();
  const [draft, setDraft] = useState(() =>
    draftOf(channel?.sink ?? 'telegram', channel, t('notificationsPage.sink.telegram')),
  );
  const [isTried, setIsTried] = useState(false);
  const issues = draftIssues(draft, channel);
  const save = useAct(
    () =>
      client.notifications.saveChannel({
        id: draft.id,
        sink: draft.sink,
        name: draft.name,
        isEnabled: draft.isEnabled,
        fields: changedFields(draft, channel),
        policy: draft.policy,
      }),
    ({ name }) => {
      onClose();
      return t('notificationsPage.saved', { name });
    },
  );
  const refused = save.error ? toClientError(save.error) : null;
  const errorOf = (name: string): string | null => {
    const issue = issues.get(name);
    if (isTried && issue) return t(`notificationsPage.issue.${issue}`);
    return refused?.params['field'] === name ? words(refused).message : null;
  };
  const submit = () => {
    setIsTried(true);
    if (issues.size === 0) save.mutate(undefined);
  };
  const fields = channelFields[draft.sink];
  const shared = { draft, channel, errorOf, onChange: setDraft };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={channel ? t('notificationsPage.editTitle', { name: channel.name }) : t('notificationsPage.addChannel')}
      size={560}
      footer={
        <>
          <Button onClick={onClose}>{kit.cancel}</Button>
          <Button variant="primary" isBusy={save.isPending} onClick={submit}>
            {t('notificationsPage.save')}
          </Button>
        </>
      }
    >
      <div className={styles['stack']}>
        {channel ? null : (
          <SelectField<SinkKind>
            label={t('notificationsPage.sinkLabel')}
            value={draft.sink}
            options={sinkKinds.map((value) => ({ value, label: t(`notificationsPage.sink.${value}`) }))}
            onChange={(sink) => setDraft(draftOf(sink, null, t(`notificationsPage.sink.${sink}`)))}
          />
        )}
        <TextField
          label={t('notificationsPage.name')}
          value={draft.name}
          error={errorOf('name')}
          maxLength={80}
          onChange={(name) => setDraft({ ...draft, name })}
        />
        <Fields fields={fields.filter((field) => !field.isAdvanced)} {...shared} />
        {draft.sink === 'telegram' ? (
          <FindChats
            id={draft.id}
            botToken={String(draft.values['botToken'] ?? '')}
            onPick={(chat) =>
              setDraft((now) => ({
                ...now,
                values: {
                  ...now.values,
                  chatIds: [String(now.values['chatIds'] ?? ''), chat].filter(Boolean).join('\n'),
                },
              }))
            }
          />
        ) : null}
        <SwitchField
          label={t('notificationsPage.enabled')}
          isOn={draft.isEnabled}
          onChange={(isEnabled) => setDraft({ ...draft, isEnabled })}
        />
        <details className={styles['more2']}>
          <summary>{t('notificationsPage.more')}</summary>
          <div className={styles['stack']}>
            <Fields fields={fields.filter((field) => field.isAdvanced)} {...shared} />
            <PolicyFields policy={draft.policy} onChange={(policy) => setDraft({ ...draft, policy })} />
          </div>
        </details>
      </div>
    </Dialog>
  );
}
