import { IconAlertCircle } from '@tabler/icons-react';
import { useId, type InputHTMLAttributes, type ReactNode } from 'react';
import { cx } from './cx.ts';
import styles from './Field.module.css';

export interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** What is wrong and how to put it right; ties itself to the control. */
  error?: string | null | undefined;
  isDisabled?: boolean | undefined;
  /** Hides the label from sight alone. */
  isLabelHidden?: boolean | undefined;
}

export interface ControlProps {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
  disabled: boolean;
}

export interface FieldFrameProps extends FieldProps {
  children: (control: ControlProps) => ReactNode;
  /** Puts the control before its label on one line. */
  isInline?: boolean;
}

/** Label, control, hint and error of one field. `children` receives the attributes that tie them together. */
export function Field({ label, hint, error, isDisabled = false, isLabelHidden, children, isInline }: FieldFrameProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  const control: ControlProps = {
    id,
    'aria-describedby': described || undefined,
    'aria-invalid': error ? true : undefined,
    disabled: isDisabled,
  };
  const labelElement = (
    <label htmlFor={id} className={isLabelHidden ? 'visually-hidden' : styles['label']}>
      {label}
    </label>
  );
  return (
    <div className={styles['field']}>
      {isInline ? (
        <div className={cx(styles['row'])}>
          {children(control)}
          {labelElement}
        </div>
      ) : (
        <>
          {labelElement}
          {children(control)}
        </>
      )}
      {hint ? (
        <div id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </div>
      ) : null}
      {error ? (
        <div id={`${id}-error`} className={styles['error']}>
          <IconAlertCircle size={14} aria-hidden="true" />
          <span>{error}</span>
        </div>
      ) : null}
    </div>
  );
}

export interface TextFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  placeholder?: string;
  type?: 'text' | 'search' | 'password' | 'url';
  isMono?: boolean;
  autoComplete?: InputHTMLAttributes<HTMLInputElement>['autoComplete'];
  list?: readonly string[];
  maxLength?: number;
  name?: string;
}

export function TextField({ value, onChange, onBlur, type = 'text', isMono, list, ...rest }: TextFieldProps) {
  const listId = useId();
  return (
    <Field {...rest}>
      {(control) => (
        <>
          <input
            {...control}
            className={cx(styles['control'], isMono && 'mono')}
            type={type}
            value={value}
            placeholder={rest.placeholder}
            autoComplete={rest.autoComplete ?? 'off'}
            maxLength={rest.maxLength}
            name={rest.name}
            list={list ? listId : undefined}
            onChange={(event) => onChange(event.currentTarget.value)}
            onBlur={onBlur}
          />
          {list ? (
            <datalist id={listId}>
              {list.map((item) => (
                <option key={item} value={item}>
                  {item}
                </option>
              ))}
            </datalist>
          ) : null}
        </>
      )}
    </Field>
  );
}

export interface TextAreaFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  rows?: number;
  placeholder?: string;
  isMono?: boolean;
}

export function TextAreaField({ value, onChange, rows = 4, placeholder, isMono, ...rest }: TextAreaFieldProps) {
  return (
    <Field {...rest}>
      {(control) => (
        <textarea
          {...control}
          className={cx(styles['control'], isMono && 'mono')}
          rows={rows}
          value={value}
          placeholder={placeholder}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface SelectFieldProps<T extends string> extends FieldProps {
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}

export function SelectField<T extends string>({ value, options, onChange, ...rest }: SelectFieldProps<T>) {
  return (
    <Field {...rest}>
      {(control) => (
        <select
          {...control}
          className={styles['control']}
          value={value}
          // The options are the only values a select can report.
          onChange={(event) => onChange(event.currentTarget.value as T)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export interface SwitchFieldProps extends FieldProps {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

export function SwitchField({ isOn, onChange, ...rest }: SwitchFieldProps) {
  return (
    <Field {...rest} isInline>
      {(control) => (
        <input
          {...control}
          type="checkbox"
          role="switch"
          aria-checked={isOn}
          className={styles['switch']}
          checked={isOn}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )}
    </Field>
  );
}

export function CheckboxField({ isOn, onChange, ...rest }: SwitchFieldProps) {
  return (
    <Field {...rest} isInline>
      {(control) => (
        <input
          {...control}
          type="checkbox"
          className={styles['check']}
          checked={isOn}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )}
    </Field>
  );
}
