import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { Brand } from '../../app/Brand.tsx';
import { useLine } from '../../app/client.ts';
import { useConnection } from '../../app/connection.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { Button } from '../../kit/Button.tsx';
import { TextField } from '../../kit/Field.tsx';
import styles from './SignInPage.module.css';
import { codeOf } from './sign-in-code.ts';
import { signIn } from './sign-in.ts';

/**
 * A sign-in link brings its code after the `#`: it is used as soon as it is known that there is no session, and leaves the address.
 * Whoever is signed in already goes on without it, even where it was used before.
 */
function useSubmitFromLink(submit: (code: string) => Promise<void>, isSignedOut: boolean) {
  useEffect(() => {
    const code = codeOf(window.location.hash);
    if (code === '' || !isSignedOut) return;
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
    void submit(code);
  }, [submit, isSignedOut]);
}

/** One link or code, once used: the rest of the way is the session's cookie. */
export function SignInPage() {
  const t = useT();
  const words = useErrorWords();
  const line = useLine();
  const router = useRouter();
  const queries = useQueryClient();
  const isOnline = useConnection(({ state }) => state.status === 'online');
  const isSignedOut = useConnection(({ state }) => state.status === 'signed-out');
  const [code, setCode] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  useEffect(() => {
    document.title = `${t('access.title')} · Atalaya`;
  }, [t]);
  useEffect(() => {
    if (!isOnline) return;
    const from = new URLSearchParams(router.history.location.search).get('from');
    // Only an address of this window: never where a link from outside points.
    router.history.replace(from && /^\/(?![/\\])/.test(from) ? from : '/');
  }, [isOnline, router]);

  const submit = useCallback(
    async (typed: string) => {
      setIsBusy(true);
      setError(null);
      try {
        await signIn(typed);
        queries.clear();
        line.reconnect();
      } catch (cause) {
        setError(words(cause).message);
        setCode('');
        setIsBusy(false);
      }
    },
    [queries, line, words],
  );
  useSubmitFromLink(submit, isSignedOut);
  return (
    <div className={styles['page']}>
      <form
        className={styles['card']}
        onSubmit={(event) => {
          event.preventDefault();
          void submit(codeOf(code));
        }}
      >
        <div className={styles['brand']}>
          <Brand size={40} />
          <h1 tabIndex={-1} data-page-title>
            {t('access.heading')}
          </h1>
        </div>
        <p className="muted">{t('access.how')}</p>
        <pre className={styles['command']}>npm start -- --headless</pre>
        <TextField
          label={t('access.code')}
          value={code}
          onChange={setCode}
          error={error}
          autoComplete="one-time-code"
          isMono
        />
        <Button type="submit" variant="primary" isBusy={isBusy} disabled={code.trim() === ''}>
          {t('access.signIn')}
        </Button>
      </form>
    </div>
  );
}
