import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { CommandPalette } from './CommandPalette.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { useT } from './language.ts';
import styles from './Layout.module.css';
import { NavigationKeys } from './NavigationKeys.tsx';
import { Overlays } from './overlays.tsx';
import { ShortcutSheet } from './ShortcutSheet.tsx';
import { Sidebar } from './Sidebar.tsx';
import { StatusBar } from './StatusBar.tsx';
import { StorageBanner } from './StorageBanner.tsx';
import { TopBar } from './TopBar.tsx';

/** After a navigation the new page's title takes the focus, so that speech and keys begin there. */
function useFocusAfterNavigation(path: string) {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    const heading =
      document.querySelector<HTMLElement>('[data-page-title]') ?? document.querySelector<HTMLElement>('main');
    heading?.focus({ preventScroll: true });
    document.querySelector('main')?.scrollTo({ top: 0 });
  }, [path]);
}

export function Layout() {
  const t = useT();
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname ?? state.location.pathname });
  useFocusAfterNavigation(path);
  if (path === '/sign-in')
    return (
      <main className={styles['bare']} id="content" tabIndex={-1}>
        <Outlet />
      </main>
    );
  return (
    <div className={styles['frame']}>
      <a className={styles['skip']} href="#content">
        {t('common.skip')}
      </a>
      <Sidebar path={path} />
      <TopBar />
      <div className={styles['banner']}>
        <ConnectionBanner />
        <StorageBanner />
      </div>
      <main className={styles['main']} id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <StatusBar />
      <NavigationKeys />
      <CommandPalette />
      <ShortcutSheet />
      <Overlays />
    </div>
  );
}
