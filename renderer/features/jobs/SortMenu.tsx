import { IconArrowsSort } from '@tabler/icons-react';
import { jobSorts } from '#shared/domain/job.ts';
import { useT } from '../../app/language.ts';
import { Button } from '../../kit/Button.tsx';
import { Menu } from '../../kit/Menu.tsx';
import type { QueueAddress } from './address.ts';

/** In which order the list stands. Rows can be moved by hand where they wait and stand in the order they run. */
export function SortMenu({ address, onChange }: { address: QueueAddress; onChange: (next: QueueAddress) => void }) {
  const t = useT();
  return (
    <Menu
      trigger={<Button icon={<IconArrowsSort size={16} aria-hidden="true" />}>{t(`jobs.sort.${address.sort}`)}</Button>}
      entries={jobSorts.map((sort) => ({
        id: sort,
        label: t(`jobs.sort.${sort}`),
        isChecked: address.sort === sort,
        onSelect: () => onChange({ ...address, sort }),
      }))}
    />
  );
}
