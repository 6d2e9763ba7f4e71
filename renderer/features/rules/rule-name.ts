import { useMemo } from 'react';
import type { RuleView } from '#shared/contract/rules.ts';
import { useT } from '../../app/language.ts';

/** A shipped rule's name in the chosen language; an own one as its owner wrote it. */
export function useRuleName(): (rule: Pick<RuleView, 'name' | 'isShipped'>) => string {
  const t = useT();
  return useMemo(
    () =>
      ({ name, isShipped }) =>
        isShipped ? t(`ruleNames.${name}`, { defaultValue: name }) : name,
    [t],
  );
}
