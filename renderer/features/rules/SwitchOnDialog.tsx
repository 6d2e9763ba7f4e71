import { useQuery } from '@tanstack/react-query';
import type { RuleView } from '#shared/contract/rules.ts';
import { useClient } from '../../app/client.ts';
import { useT } from '../../app/language.ts';
import { Loaded } from '../../app/Loaded.tsx';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { useKitTexts } from '../../kit/texts.ts';
import { DryRun } from './DryRun.tsx';
import { useRuleName } from './rule-name.ts';

/** Before a rule is switched on: what it would have told in the last day. */
export function SwitchOnDialog({
  rule,
  onClose,
  onConfirm,
}: {
  rule: RuleView;
  onClose: () => void;
  onConfirm: () => void;
}) {
  const t = useT();
  const kit = useKitTexts();
  const client = useClient();
  const name = useRuleName()(rule);
  const query = useQuery({
    queryKey: ['rules', 'dry-run', rule.id, rule.spec],
    queryFn: ({ signal }) => client.rules.dryRun({ spec: rule.spec, hours: 24 }, { signal }),
    staleTime: 0,
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('rules.switchOnTitle', { name })}
      footer={
        <>
          <Button onClick={onClose}>{kit.cancel}</Button>
          <Button
            variant="primary"
            onClick={() => {
              onConfirm();
              onClose();
            }}
          >
            {t('rules.switchOn')}
          </Button>
        </>
      }
    >
      <Loaded query={query} rows={2}>
        {(outcome) => <DryRun outcome={outcome} />}
      </Loaded>
    </Dialog>
  );
}
