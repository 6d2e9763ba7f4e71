import { Modal } from '@mantine/core';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import { dialogClasses, useBackCloses } from '../kit/Dialog.tsx';
import { KeyHint } from '../kit/KeyHint.tsx';
import { closePalette, openPalette, useCommandList, type Command } from './commands.ts';
import { useT } from './language.ts';
import styles from './Overlays.module.css';
import { useRecordCommands } from './palette-records.ts';
import { rankCommands } from './rank.ts';
import { useShortcut } from './shortcuts.ts';

const shownAtMost = 50;

function Results({
  found,
  selected,
  listId,
  onRun,
}: {
  found: readonly Command[];
  selected: number;
  listId: string;
  onRun: (command: Command) => void;
}) {
  const t = useT();
  if (found.length === 0) return <div className={styles['none']}>{t('common.palette.none')}</div>;
  return (
    <div role="listbox" id={listId} aria-label={t('common.palette.title')} className={styles['results']}>
      {found.map((command, index) => (
        <div key={command.id} role="presentation">
          {command.group === found[index - 1]?.group ? null : (
            <div className={styles['groupName']} role="presentation">
              {t(`common.palette.${command.group}`)}
            </div>
          )}
          {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys act on the combobox above */}
          <div
            role="option"
            id={`${listId}-${index}`}
            tabIndex={-1}
            aria-selected={index === selected}
            className={styles['result']}
            ref={index === selected ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
            onClick={() => onRun(command)}
          >
            <span className="truncate">{command.title}</span>
            {command.shortcut ? <KeyHint keys={command.shortcut} /> : null}
          </div>
        </div>
      ))}
    </div>
  );
}

function PaletteBody() {
  const t = useT();
  const listId = useId();
  const [query, setQuery] = useState('');
  // By its id: what arrives late must not move the choice from under the Enter key.
  const [selected, setSelected] = useState<string | null>(null);
  const registered = useCommandList((state) => state.list);
  const records = useRecordCommands(query);
  const found = useMemo(
    () => rankCommands(query, [...records, ...registered]).slice(0, shownAtMost),
    [query, records, registered],
  );
  const at = Math.max(
    0,
    found.findIndex((command) => command.id === selected),
  );
  const run = (command: Command) => {
    closePalette();
    // After the dialog has given the focus back, so that the command may take it.
    setTimeout(command.run, 0);
  };
  const press = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const step = steps[event.key];
    const command = found[at];
    if (step !== undefined) {
      event.preventDefault();
      setSelected(found[Math.min(found.length - 1, Math.max(0, at + step))]?.id ?? null);
    } else if (event.key === 'Enter' && command && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(command);
    }
  };
  return (
    <div className={styles['palette']}>
      <input
        className={styles['paletteInput']}
        type="text"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-activedescendant={found.length > 0 ? `${listId}-${at}` : undefined}
        aria-label={t('common.palette.title')}
        placeholder={t('common.palette.placeholder')}
        value={query}
        data-autofocus
        autoComplete="off"
        onChange={(event) => {
          const typed = event.currentTarget.value;
          setQuery(typed);
          setSelected(rankCommands(typed, registered)[0]?.id ?? null);
        }}
        onKeyDown={press}
      />
      <Results found={found} selected={at} listId={listId} onRun={run} />
    </div>
  );
}

/** Everything that can be done, by name: Ctrl/Cmd+K. */
export function CommandPalette() {
  const t = useT();
  const isOpen = useCommandList((state) => state.isOpen);
  useShortcut({
    keys: 'mod+k',
    label: t('common.palette.title'),
    group: t('common.shortcuts.everywhere'),
    isGlobal: true,
    run: () => (isOpen ? closePalette() : openPalette()),
  });
  useBackCloses(isOpen, closePalette);
  return (
    <Modal.Root
      opened={isOpen}
      onClose={closePalette}
      size={560}
      yOffset="12vh"
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      classNames={dialogClasses}
    >
      <Modal.Overlay transitionProps={{ duration: 0 }} />
      <Modal.Content aria-label={t('common.palette.title')}>
        <PaletteBody />
      </Modal.Content>
    </Modal.Root>
  );
}
