import type { ButtonHTMLAttributes, MouseEvent, ReactNode, Ref } from 'react';
import styles from './Button.module.css';
import { cx } from './cx.ts';
import { KeyHint } from './KeyHint.tsx';
import { Tip } from './Tip.tsx';

export type ButtonVariant = 'default' | 'primary' | 'quiet' | 'danger' | 'dangerFilled';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  variant?: ButtonVariant;
  size?: 'standard' | 'small';
  icon?: ReactNode;
  /** Shows a key beside the label, as `mod+k`. */
  shortcut?: string;
  /** Turns while the action runs; the button takes no second press meanwhile. */
  isBusy?: boolean;
  className?: string | undefined;
  ref?: Ref<HTMLButtonElement> | undefined;
}

export const buttonClass = (variant: ButtonVariant = 'default', size: 'standard' | 'small' = 'standard'): string =>
  cx(styles['button'], variant !== 'default' && styles[variant], size === 'small' && styles['small']);

/** The second click of a double click acts no second time: people double-click out of habit. */
function onlyOnce(event: MouseEvent<HTMLButtonElement>, act: ButtonProps['onClick']): void {
  if (event.detail > 1) return event.preventDefault();
  act?.(event);
}

/** A button with words. One `primary` a page. */
export function Button({
  variant = 'default',
  size = 'standard',
  icon,
  shortcut,
  isBusy = false,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={cx(buttonClass(variant, size), className)}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? undefined : (event) => onlyOnce(event, onClick)}
    >
      {isBusy ? <span className={styles['busy']} aria-hidden="true" /> : icon}
      {children}
      {shortcut ? <KeyHint keys={shortcut} /> : null}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'children' | 'shortcut'> {
  /** The name that is read out and shown as a tip. */
  label: string;
  icon: ReactNode;
}

/** A button with an icon alone; its name is its tip. */
export function IconButton({
  label,
  icon,
  variant = 'quiet',
  size = 'standard',
  className,
  isBusy = false,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tip label={label}>
      <button
        {...rest}
        type={type}
        aria-label={label}
        aria-busy={isBusy || undefined}
        className={cx(buttonClass(variant, size), styles['icon'], className)}
      >
        {isBusy ? <span className={styles['busy']} aria-hidden="true" /> : icon}
      </button>
    </Tip>
  );
}
