import { useState } from 'react';
import { cx } from './cx.ts';
import { Field, type FieldProps } from './Field.tsx';
import styles from './Field.module.css';

export interface NumberFieldProps extends FieldProps {
  value: number | null;
  /** Called with null when the field is emptied; never with something that is no number. */
  onChange: (value: number | null) => void;
  min?: number;
  max?: number;
  step?: number;
  unit?: string;
  placeholder?: string;
  onBlur?: () => void;
}

const parse = (text: string): number | null => {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(value) ? null : value;
};

/** A number with its unit. What is being typed stays as typed; the value is told on each change. */
export function NumberField({ value, onChange, unit, min, max, step, placeholder, onBlur, ...rest }: NumberFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const shown = draft !== null && parse(draft) === value ? draft : value === null ? '' : String(value);
  return (
    <Field {...rest}>
      {(control) => (
        <span className={styles['row']}>
          <input
            {...control}
            className={cx(styles['control'], styles['number'])}
            type="number"
            inputMode="decimal"
            value={shown}
            min={min}
            max={max}
            step={step ?? 'any'}
            placeholder={placeholder}
            onChange={(event) => {
              setDraft(event.currentTarget.value);
              onChange(parse(event.currentTarget.value));
            }}
            onBlur={() => {
              setDraft(null);
              onBlur?.();
            }}
          />
          {unit ? <span className={styles['unit']}>{unit}</span> : null}
        </span>
      )}
    </Field>
  );
}

export interface SliderFieldProps extends FieldProps {
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
  step: number;
  /** The value in words, for sight and speech. */
  format?: (value: number) => string;
}

export function SliderField({ value, onChange, min, max, step, format = String, ...rest }: SliderFieldProps) {
  return (
    <Field {...rest}>
      {(control) => (
        <span className={styles['row']}>
          <input
            {...control}
            className={styles['range']}
            type="range"
            value={value}
            min={min}
            max={max}
            step={step}
            aria-valuetext={format(value)}
            onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
          />
          <output htmlFor={control.id} className={styles['output']}>
            {format(value)}
          </output>
        </span>
      )}
    </Field>
  );
}

export interface ColourFieldProps extends FieldProps {
  /** `#rrggbb`. */
  value: string;
  onChange: (value: string) => void;
}

export function ColourField({ value, onChange, ...rest }: ColourFieldProps) {
  return (
    <Field {...rest}>
      {(control) => (
        <span className={styles['row']}>
          <input
            {...control}
            className={styles['colour']}
            type="color"
            value={value}
            onChange={(event) => onChange(event.currentTarget.value.toUpperCase())}
          />
          <span className="mono">{value}</span>
        </span>
      )}
    </Field>
  );
}
