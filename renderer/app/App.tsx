import { createTheme, MantineProvider } from '@mantine/core';
import { QueryClientProvider, useQuery, type QueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { i18n } from 'i18next';
import { useEffect, useMemo } from 'react';
import { I18nextProvider } from 'react-i18next';
import { ErrorState } from '../kit/States.tsx';
import { KitTextsContext, type KitTexts } from '../kit/texts.ts';
import { Toaster } from '../kit/Toaster.tsx';
import { ClientContext, useClient, type ClientTools } from './client.ts';
import { useConnection } from './connection.ts';
import { useCopy } from './copy.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { useT } from './language.ts';
import { adoptSettings, languageOf, usePreferences } from './preferences.ts';
import type { createAppRouter } from './router.tsx';
import { useAppearance } from './theme.ts';

type AppRouter = ReturnType<typeof createAppRouter>;
const theme = createTheme({ fontFamily: 'var(--font-ui)', defaultRadius: 6, respectReducedMotion: true });

function useKitWords(): KitTexts {
  const t = useT();
  const copy = useCopy();
  return useMemo(() => {
    const words = (name: string) => t(`common.kit.${name}`);
    return {
      close: words('close'),
      cancel: words('cancel'),
      retry: words('retry'),
      copy: words('copy'),
      clear: words('clear'),
      undo: t('common.undo'),
      loading: words('loading'),
      showTable: words('showTable'),
      showChart: words('showChart'),
      pickFile: words('pickFile'),
      reset: words('reset'),
      notifications: words('notifications'),
      typeToConfirm: (text) => t('common.kit.typeToConfirm', { text }),
      onCopy: (text) => copy(text, t('common.copied')),
    };
  }, [t, copy]);
}

/** The console's settings shape the window as soon as they are read and whenever they change. */
function useConsolePreferences() {
  const client = useClient();
  const isOnline = useConnection(({ state }) => state.status === 'online');
  const { data } = useQuery({
    queryKey: ['settings', 'list'],
    queryFn: ({ signal }) => client.settings.list(undefined, { signal }),
    enabled: isOnline,
  });
  useEffect(() => {
    if (data) adoptSettings(data.settings);
  }, [data]);
}

/** Without a session the way leads to the sign-in page, and back to where it was. */
function useSignInRedirect(router: AppRouter) {
  const isSignedOut = useConnection(({ state }) => state.status === 'signed-out');
  useEffect(() => {
    if (!isSignedOut || router.history.location.pathname === '/sign-in') return;
    const from = router.history.location.href;
    router.history.replace(from === '/' ? '/sign-in' : `/sign-in?from=${encodeURIComponent(from)}`);
  }, [isSignedOut, router]);
}

function Frame({ router }: { router: AppRouter }) {
  const t = useT();
  const scheme = useAppearance();
  const texts = useKitWords();
  useConsolePreferences();
  useSignInRedirect(router);
  useEffect(() => window.atalaya?.onNavigate((path) => router.history.push(path)), [router]);
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={scheme}
      withCssVariables={false}
      withGlobalClasses={false}
      withStaticClasses={false}
    >
      <KitTextsContext value={texts}>
        <ErrorBoundary
          fallback={(error) => (
            <ErrorState
              title={t('common.broken.title')}
              message={t('common.broken.text')}
              trace={`${error.name}: ${error.message}`}
              onRetry={() => window.location.reload()}
            />
          )}
        >
          <RouterProvider router={router} />
          <Toaster />
        </ErrorBoundary>
      </KitTextsContext>
    </MantineProvider>
  );
}

export interface AppProps {
  tools: ClientTools;
  queries: QueryClient;
  router: AppRouter;
  texts: i18n;
}

export function App({ tools, queries, router, texts }: AppProps) {
  const language = usePreferences((preferences) => languageOf(preferences, navigator.languages.join(',')));
  useEffect(() => {
    document.documentElement.lang = language;
    void texts.changeLanguage(language);
  }, [language, texts]);
  return (
    <I18nextProvider i18n={texts}>
      <ClientContext value={tools}>
        <QueryClientProvider client={queries}>
          <Frame router={router} />
        </QueryClientProvider>
      </ClientContext>
    </I18nextProvider>
  );
}
