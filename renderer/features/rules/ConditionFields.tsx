import { IconPlus, IconX } from '@tabler/icons-react';
import { conditionSchema, type Condition } from '#shared/domain/rule.ts';
import { useT } from '../../app/language.ts';
import { Button, IconButton } from '../../kit/Button.tsx';
import { SelectField, TextField } from '../../kit/Field.tsx';
import { removeAt, replaceAt, typedValue } from './draft.ts';
import styles from './rules.module.css';

const comparisons = conditionSchema.shape.is.options;
/** Fields that the events of jobs and deliveries carry. */
const paths = ['subject', 'attempt', 'error.code', 'preset', 'title', 'url', 'value', 'limit', 'name', 'isFinal'];

export function ConditionFields({
  conditions,
  errorAt,
  onChange,
}: {
  conditions: readonly Condition[];
  errorAt: (path: string) => string | null;
  onChange: (conditions: Condition[]) => void;
}) {
  const t = useT();
  return (
    <fieldset className={styles['part']}>
      <legend>{t('rules.conditions')}</legend>
      {conditions.map((condition, index) => {
        const change = (next: Partial<Condition>) => onChange(replaceAt(conditions, index, { ...condition, ...next }));
        return (
          <div key={index} className={styles['line']}>
            <TextField
              label={t('rules.path')}
              value={condition.path}
              list={paths}
              isMono
              error={errorAt(`conditions.${index}.path`)}
              onChange={(path) => change({ path })}
            />
            <SelectField
              label={t('rules.comparison')}
              value={condition.is}
              options={comparisons.map((value) => ({ value, label: t(`rules.is.${value}`) }))}
              onChange={(is) => change({ is })}
            />
            {condition.is === 'exists' ? null : (
              <TextField
                label={t('rules.value')}
                value={String(condition.value ?? '')}
                error={errorAt(`conditions.${index}.value`)}
                onChange={(text) => change({ value: typedValue(text) })}
              />
            )}
            <IconButton
              label={t('rules.removeCondition', { number: index + 1 })}
              icon={<IconX size={16} aria-hidden="true" />}
              onClick={() => onChange(removeAt(conditions, index))}
            />
          </div>
        );
      })}
      <div className={styles['line']}>
        <Button
          size="small"
          icon={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => onChange([...conditions, { path: 'attempt', is: 'equals', value: '' }])}
        >
          {t('rules.addCondition')}
        </Button>
      </div>
    </fieldset>
  );
}
