import { useState } from 'react';
import type { DeliverySelection } from '#shared/contract/deliveries.ts';
import { useFormat, useT } from '../../app/language.ts';
import { Button } from '../../kit/Button.tsx';
import { ConfirmDialog, Dialog } from '../../kit/Dialog.tsx';
import { TextAreaField } from '../../kit/Field.tsx';
import { useKitTexts } from '../../kit/texts.ts';
import styles from './deliveries.module.css';
import type { useDeliveryActs } from './use-deliveries.ts';

export interface Question {
  readonly what: 'replay' | 'discard';
  readonly of: DeliverySelection;
  readonly count: number;
}

/** More than so many are sent again only after their number has been typed. */
const typeAbove = 100;

function DiscardDialog({
  question,
  onClose,
  onConfirm,
  isBusy,
}: {
  question: Question;
  onClose: () => void;
  onConfirm: (reason: string) => void;
  isBusy: boolean;
}) {
  const t = useT();
  const kit = useKitTexts();
  const format = useFormat();
  const [reason, setReason] = useState('');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('deliveries.discardTitle', { count: question.count, shown: format.number(question.count) })}
      footer={
        <>
          <Button onClick={onClose}>{kit.cancel}</Button>
          <Button variant="dangerFilled" isBusy={isBusy} onClick={() => onConfirm(reason)}>
            {t('deliveries.discard')}
          </Button>
        </>
      }
    >
      <div className={styles['stack']}>
        <p>{t('deliveries.discardText')}</p>
        <TextAreaField label={t('notificationsPage.reason')} value={reason} onChange={setReason} rows={3} />
      </div>
    </Dialog>
  );
}

/** The question before an action on what was chosen, with its count. */
export function BulkDialogs({
  question,
  onClose,
  acts,
}: {
  question: Question | null;
  onClose: () => void;
  acts: ReturnType<typeof useDeliveryActs>;
}) {
  const t = useT();
  const format = useFormat();
  if (!question) return null;
  const { count, of } = question;
  if (question.what === 'discard')
    return (
      <DiscardDialog
        question={question}
        onClose={onClose}
        isBusy={acts.discard.isPending}
        onConfirm={(reason) => acts.discard.mutate({ of, reason }, { onSuccess: onClose })}
      />
    );
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => acts.replay.mutate(of)}
      title={t('deliveries.replayTitle', { count, shown: format.number(count) })}
      confirmLabel={t('deliveries.replay')}
      {...(count > typeAbove ? { typeToConfirm: String(count) } : {})}
    >
      <p>{t('deliveries.replayText')}</p>
    </ConfirmDialog>
  );
}
