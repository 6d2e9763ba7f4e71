import { useFormat, useT } from '../../app/language.ts';
import { ConfirmDialog } from '../../kit/Dialog.tsx';
import { askAbove } from './select.ts';
import type { useBulk } from './use-bulk.ts';

const losing = new Set(['delete', 'cancel']);

/** The question before a bulk action, with the count that it will touch. */
export function BulkDialog({ bulk }: { bulk: ReturnType<typeof useBulk> }) {
  const t = useT();
  const format = useFormat();
  const { question } = bulk;
  const eligible = question?.eligible ?? 0;
  const isLosing = question !== null && losing.has(question.action);
  const shown = format.number(eligible);
  return (
    <ConfirmDialog
      isOpen={question !== null}
      onClose={bulk.dismiss}
      onConfirm={bulk.answer}
      title={question ? t(`jobs.ask.${question.action}`, { count: eligible, shown }) : ''}
      confirmLabel={question ? t(`jobs.action.${question.action}`) : ''}
      isDestructive={isLosing}
      {...(isLosing && eligible > askAbove ? { typeToConfirm: String(eligible) } : {})}
    >
      {question && question.count > eligible
        ? t('jobs.ask.others', { count: question.count - eligible, shown: format.number(question.count - eligible) })
        : t('jobs.ask.seen')}
    </ConfirmDialog>
  );
}
