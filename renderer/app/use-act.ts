import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useErrorWords } from './language.ts';
import { toast } from '../kit/toasts.ts';

const section = ['notifications', 'deliveries', 'rules'] as const;

/** Runs an operation, says how it ended, and reads the lists of the section Notifications again. */
export function useAct<I, O>(
  run: (input: I) => Promise<O>,
  say?: (output: O, input: I) => string | null,
): UseMutationResult<O, Error, I> {
  const queries = useQueryClient();
  const words = useErrorWords();
  return useMutation({
    mutationFn: run,
    onSuccess: (output, input) => {
      const message = say?.(output, input);
      if (message) toast(message, { tone: 'done' });
    },
    onError: (error) => toast(words(error).message, { tone: 'failed' }),
    onSettled: () => {
      for (const feature of section) void queries.invalidateQueries({ queryKey: [feature] });
    },
  });
}
