import { useRef } from 'react';
import { placements } from '#shared/domain/recipe.ts';
import { useFormat, useT } from '../../app/language.ts';
import { SelectField, SwitchField, TextAreaField, TextField } from '../../kit/Field.tsx';
import { ColourField, NumberField } from '../../kit/NumberField.tsx';
import { PathField } from '../../kit/PathField.tsx';
import { Button } from '../../kit/Button.tsx';
import { isShown, setValue, type DraftStep, type DraftValue, type Problem, type RecipeDraft } from './recipe-draft.ts';
import { fieldsOf, type StepField } from './step-fields.ts';
import styles from './Video.module.css';

interface StepFormProps {
  step: DraftStep;
  draft: RecipeDraft;
  problems: Readonly<Record<string, Problem>>;
  onChange: (draft: RecipeDraft) => void;
}

/** The form of one step, made from its schema. */
export function StepForm({ step, draft, problems, onChange }: StepFormProps) {
  const t = useT();
  return (
    <div className={styles['stepForm']}>
      <p className="muted">{t(`video.step.${step.kind}.help`)}</p>
      {fieldsOf(step.kind)
        .filter((field) => isShown(field, step))
        .map((field) => (
          <ValueField
            key={field.name}
            step={step}
            field={field}
            value={step.values[field.name] ?? null}
            problem={problems[field.name]}
            onChange={(value) => onChange(setValue(draft, step.key, field.name, value))}
          />
        ))}
      {step.kind === 'captions' && !window.atalaya ? (
        <LoadCaptions onLoad={(text) => onChange(setValue(draft, step.key, 'srt', text))} />
      ) : null}
    </div>
  );
}

/** In a browser the file is on this machine and the console may not be: its text goes into the recipe. */
function LoadCaptions({ onLoad }: { onLoad: (text: string) => void }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={styles['buttons']}>
      <Button size="small" onClick={() => input.current?.click()}>
        {t('video.loadCaptions')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".srt,application/x-subrip,text/plain"
        aria-label={t('video.loadCaptions')}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) void file.text().then(onLoad);
        }}
      />
    </div>
  );
}

interface ValueFieldProps {
  step: DraftStep;
  field: StepField;
  value: DraftValue;
  problem: Problem | undefined;
  onChange: (value: DraftValue) => void;
}

const pickOne = async (): Promise<string | null> => (await window.atalaya?.pickFiles())?.[0] ?? null;

function ValueField({ step, field, value, problem, onChange }: ValueFieldProps) {
  const t = useT();
  const format = useFormat();
  const base = `video.step.${step.kind}`;
  const limits =
    field.min !== null && field.max !== null
      ? t('video.range', { min: format.number(field.min, 2), max: format.number(field.max, 2) })
      : '';
  const frame = {
    label: t(`${base}.field.${field.name}`),
    error: problem ? t(`video.problems.${problem.code}`, problem.params) : null,
  };
  const text = typeof value === 'string' ? value : '';
  switch (field.widget) {
    case 'number':
      return (
        <NumberField
          {...frame}
          hint={field.emptyAs === 'null' ? t('video.emptyIsEnd') : limits}
          value={typeof value === 'number' ? value : null}
          onChange={onChange}
          {...(field.min === null ? {} : { min: field.min })}
          {...(field.max === null ? {} : { max: field.max })}
          {...(field.unit === null ? {} : { unit: t(`video.unitName.${field.unit}`) })}
        />
      );
    case 'choice':
      return (
        <SelectField
          {...frame}
          value={text}
          options={field.choices.map((choice) => ({
            value: choice,
            label: t(`${base}.choice.${field.name}.${choice.replace(':', '-')}`),
          }))}
          onChange={onChange}
        />
      );
    case 'placement':
      return (
        <SelectField
          {...frame}
          value={text}
          options={placements.map((choice) => ({ value: choice, label: t(`video.placement.${choice}`) }))}
          onChange={onChange}
        />
      );
    case 'switch':
      return <SwitchField {...frame} isOn={value === true} onChange={onChange} />;
    case 'colour':
      return <ColourField {...frame} value={text} onChange={onChange} />;
    case 'path':
      return <PathField {...frame} value={text} onChange={onChange} onPick={window.atalaya ? pickOne : undefined} />;
    case 'lines':
      return <TextAreaField {...frame} value={text} onChange={onChange} rows={3} isMono={field.name === 'srt'} />;
    case 'text':
      return <TextField {...frame} value={text} onChange={onChange} />;
  }
}
