import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { toast } from '../kit/toasts.ts';
import { useClient } from './client.ts';
import { useErrorWords } from './language.ts';
import { setPreferences, type Preferences } from './preferences.ts';

/** Changes how the window looks at once and lets the console keep it; a locked setting says so. */
export function useSavePreference(): (changes: Partial<Preferences>) => void {
  const client = useClient();
  const queries = useQueryClient();
  const words = useErrorWords();
  const { mutate } = useMutation({
    mutationFn: (changes: Partial<Preferences>) => client.settings.set({ changes }),
    onError: (error) => toast(words(error).message, { tone: 'failed' }),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['settings'] }),
  });
  return useCallback(
    (changes) => {
      setPreferences(changes);
      mutate(changes);
    },
    [mutate],
  );
}
