import { IconAlertCircle, IconCircleCheck, IconInfoCircle, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Button, IconButton } from './Button.tsx';
import { cx } from './cx.ts';
import { useKitTexts } from './texts.ts';
import styles from './Toaster.module.css';
import { dismissToast, useToasts, type Toast } from './toasts.ts';

const shownMs = 10_000;
const icons = { info: IconInfoCircle, done: IconCircleCheck, failed: IconAlertCircle } as const;

function ToastItem({ toast }: { toast: Toast }) {
  const texts = useKitTexts();
  const [isHeld, setIsHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(() => dismissToast(toast.id), shownMs);
    return () => clearTimeout(timer);
  }, [isHeld, toast.id]);
  const Icon = icons[toast.tone];
  const { action } = toast;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it only holds the clock; the buttons act
    <li
      className={cx(styles['toast'], styles[toast.tone])}
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      <Icon size={18} aria-hidden="true" />
      <span className={styles['message']}>{toast.message}</span>
      {action ? (
        <Button
          size="small"
          onClick={() => {
            dismissToast(toast.id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      ) : null}
      <IconButton
        size="small"
        label={texts.close}
        icon={<IconX size={14} aria-hidden="true" />}
        onClick={() => dismissToast(toast.id)}
      />
    </li>
  );
}

/** Where toasts appear; once in the app. */
export function Toaster() {
  const texts = useKitTexts();
  const toasts = useToasts((state) => state.toasts);
  return (
    <section aria-label={texts.notifications} aria-live="polite">
      <ul className={styles['region']}>
        {toasts.map((item) => (
          <ToastItem key={item.id} toast={item} />
        ))}
      </ul>
    </section>
  );
}
