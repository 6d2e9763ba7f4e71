import { Modal } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button, IconButton } from './Button.tsx';
import { useKitTexts } from './texts.ts';
import styles from './Overlay.module.css';
import { TextField } from './Field.tsx';

/** For a modal of one's own (the palette) too. */
export const dialogClasses = {
  content: styles['dialog'] ?? '',
  overlay: styles['overlay'] ?? '',
  body: styles['body'] ?? '',
};

/** The browser's way back closes what lies over the page, whatever else it does. */
export function useBackCloses(isOpen: boolean, onClose: () => void): void {
  useEffect(() => {
    if (!isOpen) return;
    window.addEventListener('popstate', onClose);
    return () => window.removeEventListener('popstate', onClose);
  }, [isOpen, onClose]);
}

export interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** Buttons, in reading order; the safe one first. */
  footer?: ReactNode;
  size?: number | string;
  /** Where the focus goes: to the title, or to what inside carries `data-autofocus`. */
  initialFocus?: 'title' | 'content';
}

/** A dialog: Esc and a click outside close it, focus stays inside and returns to where it was. */
export function Dialog({ isOpen, onClose, title, children, footer, size = 480, initialFocus = 'title' }: DialogProps) {
  const texts = useKitTexts();
  useBackCloses(isOpen, onClose);
  return (
    <Modal.Root
      opened={isOpen}
      onClose={onClose}
      closeOnClickOutside={false}
      size={size}
      centered
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      returnFocus
      classNames={dialogClasses}
    >
      <Modal.Overlay
        transitionProps={{ duration: 0 }}
        // The second click of the double click that opened the dialog falls beside it.
        onClick={({ detail }) => {
          if (detail < 2) onClose();
        }}
      />
      <Modal.Content>
        <div className={styles['header']}>
          <Modal.Title
            className={styles['title'] ?? ''}
            tabIndex={-1}
            {...(initialFocus === 'title' ? { 'data-autofocus': true } : {})}
          >
            {title}
          </Modal.Title>
          <IconButton label={texts.close} icon={<IconX size={16} aria-hidden="true" />} onClick={onClose} />
        </div>
        <Modal.Body>{children}</Modal.Body>
        {footer ? <div className={styles['footer']}>{footer}</div> : null}
      </Modal.Content>
    </Modal.Root>
  );
}

export interface ConfirmDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onConfirm: () => void | Promise<void>;
  title: string;
  /** What will happen and to how much. */
  children: ReactNode;
  confirmLabel: string;
  isDestructive?: boolean;
  /** What has to be typed before the button works; for actions on many things. */
  typeToConfirm?: string;
}

/** Asks before something that can't be undone. Cancel has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const texts = useKitTexts();
  const [typed, setTyped] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const cancel = useRef<HTMLButtonElement>(null);
  const isReady = !props.typeToConfirm || typed.trim() === props.typeToConfirm;
  const close = () => {
    setTyped('');
    props.onClose();
  };
  const confirm = () => {
    setIsBusy(true);
    void Promise.resolve(props.onConfirm()).finally(() => {
      setIsBusy(false);
      close();
    });
  };
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={close}
      title={props.title}
      size={420}
      initialFocus="content"
      footer={
        <>
          <Button ref={cancel} onClick={close} data-autofocus>
            {texts.cancel}
          </Button>
          <Button
            variant={props.isDestructive ? 'dangerFilled' : 'primary'}
            onClick={confirm}
            isBusy={isBusy}
            disabled={!isReady}
          >
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      {props.children}
      {props.typeToConfirm ? (
        <TextField label={texts.typeToConfirm(props.typeToConfirm)} value={typed} onChange={setTyped} />
      ) : null}
    </Dialog>
  );
}
