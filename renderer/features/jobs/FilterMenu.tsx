import { useState, type ReactElement } from 'react';
import { useT } from '../../app/language.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Field, SelectField, TextField } from '../../kit/Field.tsx';
import fieldStyles from '../../kit/Field.module.css';
import { Menu, type MenuEntry } from '../../kit/Menu.tsx';
import { spans, type QueueAddress } from './address.ts';
import styles from './Queue.module.css';

/** The rest is in the dialog; the menu stays without a scroll bar. */
const shownPresets = 5;

interface FilterMenuProps {
  address: QueueAddress;
  onChange: (address: QueueAddress) => void;
  presets: readonly { readonly id: string }[];
  presetName: (id: string) => string;
  errorCodes: readonly string[];
  children: ReactElement;
}

/** The usual filters one press away, and all of them in a dialog. */
export function FilterMenu({ address, onChange, presets, presetName, errorCodes, children }: FilterMenuProps) {
  const t = useT();
  const [isOpen, setIsOpen] = useState(false);
  const entries: MenuEntry[] = [
    { kind: 'label', id: 'created', label: t('jobs.filter.created') },
    ...spans.map((span) => ({
      id: span,
      label: t(`jobs.span.${span}`),
      isChecked: address.span === span,
      onSelect: () => onChange({ ...address, span: address.span === span ? null : span, from: null, to: null }),
    })),
    { kind: 'divider', id: 'line-1' },
    { kind: 'label', id: 'preset', label: t('jobs.column.preset') },
    ...presets.slice(0, shownPresets).map(({ id }) => ({
      id: `preset-${id}`,
      label: presetName(id),
      isChecked: address.preset === id,
      onSelect: () => onChange({ ...address, preset: address.preset === id ? null : id }),
    })),
    { kind: 'divider', id: 'line-2' },
    { id: 'more', label: t('jobs.filter.more'), onSelect: () => setIsOpen(true) },
  ];
  return (
    <>
      <Menu trigger={children} entries={entries} position="bottom-start" />
      {isOpen ? (
        <FilterDialog
          address={address}
          onClose={() => setIsOpen(false)}
          onApply={onChange}
          presets={presets}
          presetName={presetName}
          errorCodes={errorCodes}
        />
      ) : null}
    </>
  );
}

interface FilterDialogProps extends Omit<FilterMenuProps, 'children' | 'onChange'> {
  onClose: () => void;
  onApply: (address: QueueAddress) => void;
}

function FilterDialog({ address, onClose, onApply, presets, presetName, errorCodes }: FilterDialogProps) {
  const t = useT();
  const [draft, setDraft] = useState(address);
  const set = (changes: Partial<QueueAddress>) => setDraft({ ...draft, ...changes });
  const text = (field: 'error' | 'source' | 'trace', list?: readonly string[]) => (
    <TextField
      label={t(`jobs.filter.${field}`)}
      isMono
      value={draft[field] ?? ''}
      onChange={(value) => set({ [field]: value.trim() || null })}
      {...(list ? { list } : {})}
    />
  );
  const day = (field: 'from' | 'to') => (
    <Field label={t(`jobs.filter.${field}`)}>
      {(control) => (
        <input
          {...control}
          type="date"
          className={fieldStyles['control']}
          value={draft[field] ?? ''}
          onChange={(event) => set({ [field]: event.currentTarget.value || null, span: null })}
        />
      )}
    </Field>
  );
  const presetOptions = [
    { value: '', label: t('jobs.filter.any') },
    ...presets.map(({ id }) => ({ value: id, label: presetName(id) })),
  ];
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('jobs.filter.title')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.kit.cancel')}</Button>
          <Button
            variant="primary"
            onClick={() => {
              onApply(draft);
              onClose();
            }}
          >
            {t('jobs.filter.apply')}
          </Button>
        </>
      }
    >
      <div className={styles['form']}>
        <SelectField
          label={t('jobs.column.preset')}
          value={draft.preset ?? ''}
          options={presetOptions}
          onChange={(value) => set({ preset: value || null })}
        />
        {text('error', errorCodes)}
        {text('source')}
        {text('trace')}
        <div className={styles['pair']}>
          {day('from')}
          {day('to')}
        </div>
      </div>
    </Dialog>
  );
}
