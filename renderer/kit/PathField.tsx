import { IconFolderOpen } from '@tabler/icons-react';
import { Button } from './Button.tsx';
import { cx } from './cx.ts';
import { Field, type FieldProps } from './Field.tsx';
import styles from './Field.module.css';
import { useKitTexts } from './texts.ts';

export interface PathFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  placeholder?: string;
  /** The system's dialog, where there is one. Answers null when nothing was chosen. */
  onPick?: (() => Promise<string | null>) | undefined;
}

/** A path of a file or folder, typed or picked. */
export function PathField({ value, onChange, onBlur, placeholder, onPick, ...rest }: PathFieldProps) {
  const texts = useKitTexts();
  const pick = async () => {
    const path = await onPick?.();
    if (path) onChange(path);
  };
  return (
    <Field {...rest}>
      {(control) => (
        <span className={styles['row']}>
          <input
            {...control}
            className={cx(styles['control'], 'mono')}
            type="text"
            spellCheck={false}
            autoComplete="off"
            value={value}
            placeholder={placeholder}
            onChange={(event) => onChange(event.currentTarget.value)}
            onBlur={onBlur}
          />
          {onPick ? (
            <Button
              icon={<IconFolderOpen size={16} aria-hidden="true" />}
              onClick={() => void pick()}
              disabled={control.disabled}
            >
              {texts.pickFile}
            </Button>
          ) : null}
        </span>
      )}
    </Field>
  );
}
