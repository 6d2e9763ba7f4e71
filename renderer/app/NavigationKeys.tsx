import { useMemo } from 'react';
import { undoLast } from '../kit/toasts.ts';
import { openAddVideos } from './add-videos.ts';
import { useCommands, type Command } from './commands.ts';
import { useT } from './language.ts';
import { useGoTo } from './navigate.ts';
import { pages, type PageEntry } from './routes.tsx';
import { useSavePreference } from './save-preference.ts';
import { openShortcutSheet } from './sheet.ts';
import { useShortcut } from './shortcuts.ts';

function PageKey({ page }: { page: PageEntry }) {
  const t = useT();
  const goTo = useGoTo();
  useShortcut(
    {
      keys: page.keys ?? '',
      label: t(page.titleKey),
      group: t('common.shortcuts.goTo'),
      run: () => goTo(page.path),
    },
    page.keys !== undefined,
  );
  return null;
}

function useFrameCommands() {
  const t = useT();
  const goTo = useGoTo();
  const save = useSavePreference();
  return useMemo((): readonly Command[] => {
    const toPages = pages
      .filter((page) => page.group !== null || page.isPart)
      .map((page): Command => ({
        id: `page-${page.path}`,
        title: t(page.titleKey),
        group: 'pages',
        run: () => goTo(page.path),
        ...(page.keys ? { shortcut: page.keys } : {}),
      }));
    const themes = (['auto', 'light', 'dark'] as const).map((theme): Command => ({
      id: `theme-${theme}`,
      title: `${t('common.theme.choose')}: ${t(`common.theme.${theme}`)}`,
      group: 'settings',
      run: () => save({ theme }),
    }));
    const languages = (['auto', 'es', 'pt-BR', 'en'] as const).map((language): Command => ({
      id: `language-${language}`,
      title: `${t('common.language.choose')}: ${t(`common.language.${language}`)}`,
      words: 'language idioma lengua',
      group: 'settings',
      run: () => save({ language }),
    }));
    const sheet: Command = {
      id: 'shortcuts',
      title: t('common.shortcuts.title'),
      group: 'actions',
      shortcut: '?',
      run: openShortcutSheet,
    };
    const add: Command = {
      id: 'add-videos',
      title: t('common.addVideos'),
      group: 'actions',
      shortcut: 'c',
      run: () => openAddVideos(),
    };
    return [add, sheet, ...toPages, ...themes, ...languages];
  }, [t, goTo, save]);
}

/** Keys and commands of the frame itself. */
export function NavigationKeys() {
  const t = useT();
  const everywhere = t('common.shortcuts.everywhere');
  useCommands(useFrameCommands());
  useShortcut({ keys: '?', label: t('common.shortcuts.title'), group: everywhere, run: openShortcutSheet });
  useShortcut({ keys: 'c', label: t('common.addVideos'), group: everywhere, run: () => openAddVideos() });
  useShortcut({ keys: 'mod+z', label: t('common.undo'), group: everywhere, run: () => void undoLast() });
  return (
    <>
      {pages.map((page) => (
        <PageKey key={page.path} page={page} />
      ))}
    </>
  );
}
