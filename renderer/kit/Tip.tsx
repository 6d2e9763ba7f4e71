import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import styles from './Overlay.module.css';

/** A tip on hover and focus; it repeats a name, it never is the only one. */
export function Tip({ label, children }: { label: string; children: ReactElement }) {
  return (
    <Tooltip
      label={label}
      openDelay={400}
      events={{ hover: true, focus: true, touch: false }}
      classNames={{ tooltip: styles['tip'] ?? '' }}
      transitionProps={{ duration: 0 }}
    >
      {children}
    </Tooltip>
  );
}
