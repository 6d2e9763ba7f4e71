import { useId, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useT } from '../../app/language.ts';
import { cx } from '../../kit/cx.ts';
import { Field } from '../../kit/Field.tsx';
import fieldStyles from '../../kit/Field.module.css';
import { insertField, suggest, typedField, type Edit } from './complete.ts';
import styles from './notifications.module.css';

export interface TemplateFieldProps {
  label: string;
  value: string;
  rows: number;
  names: readonly string[];
  error: string | null;
  areaRef: RefObject<HTMLTextAreaElement | null>;
  onChange: (value: string) => void;
  onFocus: () => void;
}

/** Sets the text and puts the caret after what was put in, once React has shown it. */
export function applyEdit(area: HTMLTextAreaElement | null, edit: Edit, onChange: (value: string) => void): void {
  onChange(edit.text);
  requestAnimationFrame(() => {
    area?.focus();
    area?.setSelectionRange(edit.caret, edit.caret);
  });
}

/** A text of a template: `{{` offers the fields; arrows choose, Enter or Tab takes, Esc closes. */
export function TemplateField({ label, value, rows, names, error, areaRef, onChange, onFocus }: TemplateFieldProps) {
  const t = useT();
  const listId = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const typed = caret === null ? null : typedField(value, caret);
  const offers = typed ? suggest(names, typed.name) : [];
  const active = Math.min(at, offers.length - 1);
  const closed = useRef(false);
  const take = (name: string) => {
    setCaret(null);
    applyEdit(areaRef.current, insertField(value, areaRef.current?.selectionStart ?? value.length, name), onChange);
  };
  const press = (event: KeyboardEvent) => {
    if (offers.length === 0) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const chosen = offers[active];
    if (step !== 0) setAt((active + step + offers.length) % offers.length);
    else if (event.key === 'Escape') setCaret(null);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) take(chosen);
    else return;
    closed.current = event.key === 'Escape';
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Field label={label} error={error}>
      {(control) => (
        <>
          <textarea
            {...control}
            ref={areaRef}
            className={cx(fieldStyles['control'], 'mono')}
            rows={rows}
            value={value}
            spellCheck={false}
            aria-autocomplete="list"
            aria-controls={offers.length > 0 ? listId : undefined}
            aria-activedescendant={offers.length > 0 ? `${listId}-${active}` : undefined}
            onFocus={onFocus}
            onBlur={() => setCaret(null)}
            onKeyDown={press}
            onChange={(event) => {
              setAt(0);
              setCaret(event.currentTarget.selectionStart);
              onChange(event.currentTarget.value);
            }}
          />
          {offers.length > 0 ? (
            <div id={listId} role="listbox" aria-label={t('notificationsPage.fields')} className={styles['offers']}>
              {offers.map((name, index) => (
                // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the text field answers the keys
                <div
                  key={name}
                  id={`${listId}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === active}
                  className={styles['offer']}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => take(name)}
                >
                  {name}
                </div>
              ))}
            </div>
          ) : null}
        </>
      )}
    </Field>
  );
}
