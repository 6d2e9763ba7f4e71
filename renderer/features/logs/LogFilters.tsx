import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { logLevels } from '#shared/contract/logs.ts';
import { useClient } from '../../app/client.ts';
import { useT } from '../../app/language.ts';
import { useShortcut } from '../../app/shortcuts.ts';
import { Chip } from '../../kit/Chip.tsx';
import { SelectField, TextField } from '../../kit/Field.tsx';
import type { LogFilter } from './lines.ts';
import styles from './logs.module.css';

const typingMs = 300;

/** What is typed goes into the address once typing pauses. */
function useTypedText(text: string, onChange: (text: string) => void): [string, (text: string) => void] {
  const [typed, setTyped] = useState<string | null>(null);
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });
  useEffect(() => {
    if (typed === null) return undefined;
    const timer = setTimeout(() => {
      tell.current(typed);
      setTyped(null);
    }, typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed ?? text, setTyped];
}

export interface LogFiltersProps {
  filter: LogFilter;
  onFilter: (filter: LogFilter) => void;
}

/** Text, level, module and file; a trace stands as a chip. */
export function LogFilters({ filter, onFilter }: LogFiltersProps) {
  const t = useT();
  const client = useClient();
  const row = useRef<HTMLDivElement>(null);
  const files = useQuery({
    queryKey: ['logs', 'files'],
    queryFn: ({ signal }) => client.logs.files(undefined, { signal }),
  });
  const [text, setText] = useTypedText(filter.text ?? '', (typed) =>
    onFilter({ text: typed === '' ? undefined : typed }),
  );
  useShortcut({
    keys: '/',
    label: t('logs.focusFilter'),
    group: t('common.shortcuts.page'),
    run: () => row.current?.querySelector('input')?.focus(),
  });
  const anything = { value: '', label: t('logs.all') };
  return (
    <>
      <div className={styles['filters']} ref={row} role="search">
        <div className={styles['text']}>
          <TextField label={t('logs.text')} type="search" value={text} onChange={setText} />
        </div>
        <div className={styles['pick']}>
          <SelectField
            label={t('logs.level')}
            value={filter.level ?? ''}
            options={[
              anything,
              ...logLevels.map((level) => ({ value: level, label: t('logs.levelAndUp', { level }) })),
            ]}
            onChange={(level) => onFilter({ level: logLevels.find((known) => known === level) })}
          />
        </div>
        <div className={styles['pick']}>
          <SelectField
            label={t('logs.module')}
            value={filter.module ?? ''}
            options={[
              anything,
              ...modulesOf(files.data?.modules ?? [], filter.module).map((value) => ({ value, label: value })),
            ]}
            onChange={(module) => onFilter({ module: module === '' ? undefined : module })}
          />
        </div>
        <div className={styles['pick']}>
          <SelectField
            label={t('logs.file')}
            value={filter.files?.[0] ?? ''}
            options={[
              { value: '', label: t('logs.allMerged') },
              ...(files.data?.files ?? []).map(({ name }) => ({ value: name, label: name })),
            ]}
            onChange={(file) => onFilter({ files: file === '' ? undefined : [file] })}
          />
        </div>
      </div>
      {filter.trace ? (
        <div className={styles['chips']}>
          <Chip onRemove={() => onFilter({ trace: undefined })} removeLabel={t('logs.clearTrace')}>
            {t('logs.trace', { trace: filter.trace })}
          </Chip>
        </div>
      ) : null}
    </>
  );
}

const modulesOf = (known: readonly string[], chosen: string | undefined): readonly string[] =>
  chosen === undefined || known.includes(chosen) ? known : [chosen, ...known];
