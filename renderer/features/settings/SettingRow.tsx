import { IconLock, IconRefreshAlert, IconRestore } from '@tabler/icons-react';
import type { SettingView } from '#shared/contract/settings.ts';
import { useT } from '../../app/language.ts';
import { IconButton } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { isSameValue, originOf, type SettingTexts } from './fields.ts';
import { SettingControl } from './SettingControl.tsx';
import styles from './settings.module.css';
import { useSaveSetting } from './use-settings.ts';

function Locked({ setting }: { setting: SettingView }) {
  const t = useT();
  const { env, flag, isBoot } = originOf(setting.key);
  if (setting.lockedBy)
    return (
      <Chip icon={<IconLock size={13} aria-hidden="true" />}>{t('settings.lockedBy', { name: setting.lockedBy })}</Chip>
    );
  if (!isBoot) return null;
  const names = [flag, env].filter(Boolean).join(' / ');
  return <Chip icon={<IconLock size={13} aria-hidden="true" />}>{t('settings.bootOnly', { name: names })}</Chip>;
}

/** One setting: its control, where its value comes from, and the way back to the default. */
export function SettingRow({ setting, texts }: { setting: SettingView; texts: SettingTexts }) {
  const t = useT();
  const { save, error, isPending } = useSaveSetting(setting, texts.label);
  const isLocked = setting.lockedBy !== null || originOf(setting.key).isBoot;
  const canReset = !isLocked && setting.source === 'stored' && !isSameValue(setting.value, setting.defaultValue);
  return (
    <li className={styles['row']} id={`setting-${setting.key}`}>
      <div className={styles['control']}>
        <SettingControl
          setting={setting}
          texts={texts}
          isLocked={isLocked}
          error={error}
          isBusy={isPending}
          onSave={save}
        />
      </div>
      <div className={styles['marks']}>
        <Locked setting={setting} />
        {setting.needsRestart ? (
          <Chip tone="retrying" icon={<IconRefreshAlert size={13} aria-hidden="true" />}>
            {t('settings.needsRestart')}
          </Chip>
        ) : null}
        {canReset ? (
          <IconButton
            label={t('settings.reset', { name: texts.label })}
            icon={<IconRestore size={16} aria-hidden="true" />}
            onClick={() => void save(null)}
          />
        ) : null}
      </div>
    </li>
  );
}
