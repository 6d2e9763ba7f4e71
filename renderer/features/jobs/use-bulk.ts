import { useCallback, useState } from 'react';
import type { JobAction, JobSelection } from '#shared/contract/jobs.ts';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { toast, undoToast } from '../../kit/toasts.ts';
import { needsQuestion } from './select.ts';

export interface BulkRequest {
  readonly action: JobAction;
  readonly selection: JobSelection;
  /** As many as the person sees chosen. */
  readonly count: number;
  readonly priority?: number;
}
export interface BulkQuestion extends BulkRequest {
  readonly eligible: number;
}

const undoOf: Partial<Record<JobAction, JobAction>> = { delete: 'restore', hold: 'release', release: 'hold' };

/** Does one thing to the chosen jobs: at once where it is small or can be undone, after a question with the count where not. */
export function useBulk(onDone?: (action: JobAction) => void) {
  const client = useClient();
  const t = useT();
  const format = useFormat();
  const words = useErrorWords();
  const [question, setQuestion] = useState<BulkQuestion | null>(null);

  const run = useCallback(
    async (request: BulkRequest): Promise<void> => {
      const perform = async ({ action, selection, priority }: BulkRequest): Promise<void> => {
        try {
          const result = await client.jobs.act({ action, selection, ...(priority === undefined ? {} : { priority }) });
          const left = result.matched - result.changed;
          const message = describe(t, (value) => format.number(value), action, result.changed, left);
          const undo = undoOf[action];
          if (undo && result.changed > 0)
            undoToast(
              message,
              t('common.undo'),
              () => void perform({ action: undo, selection, count: result.changed }),
            );
          else toast(message, { tone: result.changed > 0 ? 'done' : 'failed' });
        } catch (error) {
          toast(words(error).message, { tone: 'failed' });
        }
        onDone?.(action);
      };
      await perform(request);
    },
    [client, t, format, words, onDone],
  );

  const act = useCallback(
    async (request: BulkRequest): Promise<void> => {
      if (!needsQuestion(request.action, request.count)) return run(request);
      try {
        const { eligible } = await client.jobs.countSelection({
          action: request.action,
          selection: request.selection,
        });
        setQuestion({ ...request, eligible });
      } catch (error) {
        toast(words(error).message, { tone: 'failed' });
      }
    },
    [client, run, words],
  );

  return {
    act,
    question,
    answer: () => (question ? run(question) : Promise.resolve()),
    dismiss: () => setQuestion(null),
  };
}

function describe(
  t: ReturnType<typeof useT>,
  number: (value: number) => string,
  action: JobAction,
  changed: number,
  left: number,
): string {
  const done = t(`jobs.did.${action}`, { count: changed, shown: number(changed) });
  return left > 0 ? `${done} ${t('jobs.leftAlone', { count: left, shown: number(left) })}` : done;
}
