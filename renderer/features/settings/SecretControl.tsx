import { useState } from 'react';
import { useFormat, useT } from '../../app/language.ts';
import { Button } from '../../kit/Button.tsx';
import { TextField } from '../../kit/Field.tsx';
import type { SettingControlProps } from './SettingControl.tsx';
import styles from './settings.module.css';

/** A secret is written, never read: only its last four signs and its age are shown. */
export function SecretControl({ setting, texts, isLocked, isBusy, error, onSave }: SettingControlProps) {
  const t = useT();
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const { secret } = setting;
  const state = secret?.isSet
    ? t('settings.secretSet', {
        last4: secret.last4 ?? '····',
        date: secret.changedAt ? format.date(secret.changedAt) : '',
      })
    : t('settings.secretUnset');
  return (
    <form
      className={styles['secret']}
      onSubmit={(event) => {
        event.preventDefault();
        void onSave(typed).then((isSaved) => isSaved && setTyped(''));
      }}
    >
      <TextField
        {...texts}
        hint={`${texts.hint} ${state}`}
        error={error}
        isDisabled={isLocked}
        type="password"
        autoComplete="new-password"
        value={typed}
        onChange={setTyped}
      />
      {isLocked ? null : (
        <Button type="submit" isBusy={isBusy} disabled={typed === ''}>
          {t('settings.replace')}
        </Button>
      )}
    </form>
  );
}
