import { IconFilter, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useT } from '../../app/language.ts';
import { useShortcut } from '../../app/shortcuts.ts';
import { IconButton } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { KeyHint } from '../../kit/KeyHint.tsx';
import { hasFilters, withoutFilters, type QueueAddress } from './address.ts';
import { FilterMenu } from './FilterMenu.tsx';
import styles from './Queue.module.css';

const typingPauseMs = 250;

interface FilterBarProps {
  address: QueueAddress;
  onChange: (address: QueueAddress, isStep?: boolean) => void;
  presetName: (id: string) => string;
  presets: readonly { readonly id: string }[];
  errorCodes: readonly string[];
}

/** What is typed goes to the address after a pause; each pause replaces, so that Back leaves the search at once. */
function useSearchText(address: QueueAddress, onChange: FilterBarProps['onChange']) {
  const [draft, setDraft] = useState<string | null>(null);
  const latest = useRef({ address, onChange });
  useEffect(() => {
    latest.current = { address, onChange };
  });
  useEffect(() => {
    if (draft === null) return undefined;
    const timer = setTimeout(() => {
      latest.current.onChange({ ...latest.current.address, search: draft.trim() }, false);
      setDraft(null);
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [draft]);
  return [draft ?? address.search, setDraft] as const;
}

/** The filters as chips, and the search box with words and `field:value` terms. */
export function FilterBar({ address, onChange, presetName, presets, errorCodes }: FilterBarProps) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useSearchText(address, onChange);
  useShortcut({
    keys: '/',
    label: t('jobs.keys.filter'),
    group: t('common.shortcuts.page'),
    run: () => input.current?.focus(),
  });
  const chips: [keyof QueueAddress, string | null][] = [
    ['preset', address.preset && t('jobs.filter.presetIs', { value: presetName(address.preset) })],
    ['error', address.error && t('jobs.filter.errorIs', { value: address.error })],
    ['source', address.source && t('jobs.filter.sourceIs', { value: address.source })],
    ['trace', address.trace && t('jobs.filter.traceIs', { value: address.trace })],
    ['span', address.span && t('jobs.filter.spanIs', { value: t(`jobs.span.${address.span}`) })],
    ['from', address.from && t('jobs.filter.fromIs', { value: address.from })],
    ['to', address.to && t('jobs.filter.toIs', { value: address.to })],
  ];
  return (
    <div className={styles['filter']} role="search" aria-label={t('jobs.filter.label')}>
      <FilterMenu
        address={address}
        onChange={onChange}
        presets={presets}
        presetName={presetName}
        errorCodes={errorCodes}
      >
        <IconButton size="small" label={t('jobs.filter.add')} icon={<IconFilter size={16} aria-hidden="true" />} />
      </FilterMenu>
      {chips.map(([field, label]) =>
        label ? (
          <Chip
            key={field}
            title={label}
            removeLabel={t('jobs.filter.remove', { filter: label })}
            onRemove={() => onChange({ ...address, [field]: null })}
          >
            {label}
          </Chip>
        ) : null,
      )}
      <input
        ref={input}
        className={styles['search']}
        type="search"
        value={text}
        maxLength={512}
        aria-label={t('jobs.filter.search')}
        placeholder={t('jobs.filter.placeholder')}
        title={t('jobs.filter.hint')}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      {hasFilters(address) ? (
        <IconButton
          size="small"
          label={t('jobs.filter.clear')}
          icon={<IconX size={16} aria-hidden="true" />}
          onClick={() => onChange(withoutFilters(address))}
        />
      ) : (
        <KeyHint keys="/" />
      )}
    </div>
  );
}
