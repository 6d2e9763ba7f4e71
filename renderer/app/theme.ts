import { useEffect, useSyncExternalStore } from 'react';
import { usePreferences } from './preferences.ts';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}

/** Puts the chosen theme, density and motion on the document. Answers the scheme in force. */
export function useAppearance(): 'light' | 'dark' {
  const { theme, density, reducedMotion } = usePreferences();
  const isSystemDark = useMedia('(prefers-color-scheme: dark)');
  const isSystemCalm = useMedia('(prefers-reduced-motion: reduce)');
  const scheme = theme === 'auto' ? (isSystemDark ? 'dark' : 'light') : theme;
  const isCalm = reducedMotion === 'on' || (reducedMotion === 'auto' && isSystemCalm);
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset['theme'] = scheme;
    dataset['density'] = density;
    dataset['motion'] = isCalm ? 'reduced' : 'full';
  }, [scheme, density, isCalm]);
  return scheme;
}
