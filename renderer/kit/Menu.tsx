import { Menu as MantineMenu } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';
import { KeyHint } from './KeyHint.tsx';
import styles from './Overlay.module.css';

export interface MenuAction {
  kind?: 'action';
  id: string;
  label: string;
  icon?: ReactNode;
  shortcut?: string;
  isDisabled?: boolean;
  isDestructive?: boolean;
  isChecked?: boolean;
  onSelect: () => void;
}
export type MenuEntry = MenuAction | { kind: 'divider'; id: string } | { kind: 'label'; id: string; label: string };

function Entry({ entry }: { entry: MenuEntry }) {
  if (entry.kind === 'divider') return <MantineMenu.Divider className={styles['divider'] ?? ''} />;
  if (entry.kind === 'label')
    return <MantineMenu.Label className={styles['menuLabel'] ?? ''}>{entry.label}</MantineMenu.Label>;
  const look = {
    className: cx(styles['item'], entry.isDestructive && styles['itemDanger']),
    disabled: entry.isDisabled ?? false,
    rightSection: entry.shortcut ? <KeyHint keys={entry.shortcut} /> : undefined,
    classNames: { itemLabel: styles['itemLabel'] ?? '', itemSection: '' },
  };
  if (entry.isChecked !== undefined)
    return (
      <MantineMenu.CheckboxItem {...look} checked={entry.isChecked} closeMenuOnClick onChange={entry.onSelect}>
        {entry.label}
      </MantineMenu.CheckboxItem>
    );
  return (
    <MantineMenu.Item
      {...look}
      onClick={entry.onSelect}
      leftSection={entry.icon ? <span className={styles['itemIcon']}>{entry.icon}</span> : undefined}
    >
      {entry.label}
    </MantineMenu.Item>
  );
}

/** A menu under the button given as `trigger`; arrows, letters, Home, End and Esc work. */
export function Menu({
  trigger,
  entries,
  position = 'bottom-end',
}: {
  trigger: ReactElement;
  entries: readonly MenuEntry[];
  position?: 'bottom-start' | 'bottom-end';
}) {
  return (
    <MantineMenu
      position={position}
      transitionProps={{ duration: 0 }}
      classNames={{ dropdown: styles['menu'] ?? '' }}
      shadow=""
      withinPortal
      withInitialFocusPlaceholder={false}
    >
      <MantineMenu.Target>{trigger}</MantineMenu.Target>
      <MantineMenu.Dropdown>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </MantineMenu.Dropdown>
    </MantineMenu>
  );
}
