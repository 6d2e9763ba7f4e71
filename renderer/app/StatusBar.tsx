import { IconKeyboard, IconLanguage, IconMoon, IconSun, IconSunMoon } from '@tabler/icons-react';
import { languages } from '#shared/i18n/languages.ts';
import { KeyHint } from '../kit/KeyHint.tsx';
import { Menu } from '../kit/Menu.tsx';
import { useFormat, useT } from './language.ts';
import { useSystemInfo } from './system-info.ts';
import styles from './Layout.module.css';
import { useCounts } from './live/store.ts';
import { usePreferences } from './preferences.ts';
import { useSavePreference } from './save-preference.ts';
import { openShortcutSheet } from './sheet.ts';

const themeIcons = { auto: IconSunMoon, light: IconSun, dark: IconMoon } as const;
const themes = ['auto', 'light', 'dark'] as const;

function LanguageMenu() {
  const t = useT();
  const chosen = usePreferences((state) => state.language);
  const save = useSavePreference();
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={styles['statusButton']}
          aria-label={`${t('common.language.choose')}: ${t('common.language.name')}`}
        >
          <IconLanguage size={14} aria-hidden="true" />
          {t('common.language.name')}
        </button>
      }
      entries={(['auto', ...languages] as const).map((language) => ({
        id: language,
        label: t(`common.language.${language}`),
        isChecked: chosen === language,
        onSelect: () => save({ language }),
      }))}
    />
  );
}

function ThemeMenu() {
  const t = useT();
  const chosen = usePreferences((state) => state.theme);
  const save = useSavePreference();
  const Icon = themeIcons[chosen];
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={styles['statusButton']}
          aria-label={`${t('common.theme.choose')}: ${t(`common.theme.${chosen}`)}`}
        >
          <Icon size={14} aria-hidden="true" />
          {t(`common.theme.${chosen}`)}
        </button>
      }
      entries={themes.map((theme) => ({
        id: theme,
        label: t(`common.theme.${theme}`),
        isChecked: chosen === theme,
        onSelect: () => save({ theme }),
      }))}
    />
  );
}

/** The line at the bottom: the queue in words, free disk, language, theme, keys, version. */
export function StatusBar() {
  const t = useT();
  const format = useFormat();
  const counts = useCounts();
  const info = useSystemInfo();
  const waiting = counts ? counts.queued + counts.scheduled + counts.retrying + counts.held : 0;
  return (
    <footer className={styles['status']}>
      <div className={styles['statusGroup']}>
        {counts ? (
          <span>
            {t('common.queueLine', { running: format.number(counts.running), waiting: format.number(waiting) })}
          </span>
        ) : null}
        {counts && counts.deadLetters > 0 ? <span>{t('common.deadLine', { count: counts.deadLetters })}</span> : null}
      </div>
      <div className={styles['statusGroup']}>
        {info.data?.freeBytes == null ? null : (
          <span>{t('common.freeDisk', { size: format.bytes(info.data.freeBytes) })}</span>
        )}
        <ThemeMenu />
        <LanguageMenu />
        <button type="button" className={styles['statusButton']} onClick={openShortcutSheet}>
          <IconKeyboard size={14} aria-hidden="true" />
          {t('common.shortcuts.title')}
          <KeyHint keys="?" />
        </button>
        {info.data ? <span>{info.data.version}</span> : null}
      </div>
    </footer>
  );
}
