import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { Inputs, Outputs } from '#shared/contract/index.ts';
import type { SettingView } from '#shared/contract/settings.ts';
import { toClientError, type ClientError } from '../../app/client-error.ts';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { toast, undoToast } from '../../kit/toasts.ts';

type Changes = Inputs['settings']['set']['changes'];
type SettingsAnswer = Outputs['settings']['list'];
export type SettingInput = Changes[string];

const listKey = ['settings', 'list'] as const;

export function useSettings() {
  const client = useClient();
  return useQuery({ queryKey: listKey, queryFn: ({ signal }) => client.settings.list(undefined, { signal }) });
}

const isAbout = (error: ClientError, key: string): boolean =>
  error.params['key'] === key || error.issues.some((issue) => issue.path.includes(key));

/** Saves one setting; a value that is refused is told at its field, and what was saved can be taken back. */
export function useSaveSetting(setting: SettingView, label: string) {
  const t = useT();
  const client = useClient();
  const queries = useQueryClient();
  const words = useErrorWords();
  const [error, setError] = useState<string | null>(null);
  const { key } = setting;
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (value: SettingInput) => client.settings.set({ changes: { [key]: value } }),
    onSuccess: ({ settings }) => {
      const changed = new Map(settings.map((one) => [one.key, one]));
      queries.setQueryData<SettingsAnswer>(listKey, (before) =>
        before ? { ...before, settings: before.settings.map((one) => changed.get(one.key) ?? one) } : before,
      );
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ['settings'] }),
  });
  const before = setting.source === 'stored' ? setting.value : null;
  const save = useCallback(
    async (value: SettingInput): Promise<boolean> => {
      try {
        await mutateAsync(value);
        setError(null);
        if (setting.secret) toast(t('settings.savedSecret', { name: label }), { tone: 'done' });
        else undoToast(t('settings.saved', { name: label }), t('common.undo'), () => void mutateAsync(before));
        return true;
      } catch (cause) {
        const failure = toClientError(cause);
        if (isAbout(failure, key)) setError(words(failure).message);
        else toast(words(failure).message, { tone: 'failed' });
        return false;
      }
    },
    [mutateAsync, setting.secret, t, label, before, key, words],
  );
  return { save, error, isPending };
}
