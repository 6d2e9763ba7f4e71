import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { useT } from '../../app/language.ts';
import { TextAreaField, TextField } from '../../kit/Field.tsx';
import { NumberField } from '../../kit/NumberField.tsx';
import { PathField } from '../../kit/PathField.tsx';
import type { SettingControlProps } from './SettingControl.tsx';
import type { SettingInput } from './use-settings.ts';

/** What is being typed, until the field is left: then it is saved, and a refused value stays for putting right. */
function useDraft<T>(saved: T, toInput: (draft: T) => SettingInput | undefined, onSave: SettingControlProps['onSave']) {
  const [draft, setDraft] = useState<T | null>(null);
  const commit = () => {
    if (draft === null) return;
    const input = toInput(draft);
    if (input === undefined || JSON.stringify(draft) === JSON.stringify(saved)) setDraft(null);
    else void onSave(input).then((isSaved) => isSaved && setDraft(null));
  };
  return { value: draft ?? saved, setDraft, commit, drop: () => setDraft(null) };
}

/** Enter saves, Esc takes the draft back, leaving the field saves. */
function DraftKeys({ commit, drop, children }: { commit: () => void; drop: () => void; children: ReactNode }) {
  const press = (event: KeyboardEvent) => {
    const isMultiline = event.target instanceof HTMLTextAreaElement;
    if (event.key === 'Enter' && !isMultiline) commit();
    if (event.key === 'Escape') drop();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it hears the keys of the field inside
    <div onKeyDown={press} onBlur={commit}>
      {children}
    </div>
  );
}

export function TextControl({ setting, texts, isLocked, error, onSave }: SettingControlProps) {
  const draft = useDraft(String(setting.value ?? ''), (text) => text.trim(), onSave);
  return (
    <DraftKeys commit={draft.commit} drop={draft.drop}>
      <TextField {...texts} error={error} isDisabled={isLocked} value={draft.value} onChange={draft.setDraft} />
    </DraftKeys>
  );
}

export function NumberControl({
  setting,
  texts,
  isLocked,
  error,
  onSave,
  unit,
  scale,
}: SettingControlProps & { unit: string; scale: number }) {
  const t = useT();
  const saved = typeof setting.value === 'number' ? setting.value / scale : null;
  const draft = useDraft<number | null>(
    saved,
    (value) => (value === null ? undefined : Math.round(value * scale)),
    onSave,
  );
  return (
    <DraftKeys commit={draft.commit} drop={draft.drop}>
      <NumberField
        {...texts}
        error={error}
        isDisabled={isLocked}
        value={draft.value}
        onChange={draft.setDraft}
        {...(unit === '' ? {} : { unit: t(`settings.unit.${unit}`) })}
      />
    </DraftKeys>
  );
}

export function PathControl({
  setting,
  texts,
  isLocked,
  error,
  onSave,
  isFile,
}: SettingControlProps & { isFile: boolean }) {
  const t = useT();
  const draft = useDraft(String(setting.value ?? ''), (text) => text.trim(), onSave);
  const shell = window.atalaya;
  const pick = isFile && shell ? async () => (await shell.pickFiles())[0] ?? null : undefined;
  return (
    <DraftKeys commit={draft.commit} drop={draft.drop}>
      <PathField
        {...texts}
        error={error}
        isDisabled={isLocked}
        placeholder={t('settings.found')}
        value={draft.value}
        onChange={draft.setDraft}
        onPick={pick}
      />
    </DraftKeys>
  );
}

export function ListControl({ setting, texts, isLocked, error, onSave }: SettingControlProps) {
  const saved = Array.isArray(setting.value) ? setting.value.join('\n') : '';
  const toList = (text: string) =>
    text
      .split(/[\n,]/)
      .map((item) => item.trim())
      .filter(Boolean);
  const draft = useDraft(saved, toList, onSave);
  return (
    <DraftKeys commit={draft.commit} drop={draft.drop}>
      <TextAreaField
        {...texts}
        error={error}
        isDisabled={isLocked}
        rows={Math.min(6, Math.max(2, draft.value.split('\n').length))}
        isMono
        value={draft.value}
        onChange={draft.setDraft}
      />
    </DraftKeys>
  );
}
