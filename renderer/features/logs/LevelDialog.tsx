import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { logLevels, type LogLevel } from '#shared/contract/logs.ts';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { Loaded } from '../../app/Loaded.tsx';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { SelectField } from '../../kit/Field.tsx';
import { toast } from '../../kit/toasts.ts';
import styles from './logs.module.css';

const durations = ['15', '60', '0'] as const;

/** Changes what is written, for a while or for good, without a restart. */
export function LevelDialog({
  isOpen,
  onClose,
  modules,
}: {
  isOpen: boolean;
  onClose: () => void;
  modules: readonly string[];
}) {
  const t = useT();
  const format = useFormat();
  const client = useClient();
  const queries = useQueryClient();
  const words = useErrorWords();
  const [module, setModule] = useState('');
  const [level, setLevel] = useState<LogLevel>('DEBUG');
  const [minutes, setMinutes] = useState<(typeof durations)[number]>('15');
  const levels = useQuery({
    queryKey: ['logs', 'levels'],
    queryFn: ({ signal }) => client.logs.levels(undefined, { signal }),
    enabled: isOpen,
  });
  const save = useMutation({
    mutationFn: () =>
      client.logs.setLevel({
        level,
        ...(module === '' ? {} : { module }),
        ...(minutes === '0' ? {} : { minutes: Number(minutes) }),
      }),
    onSuccess: () => {
      toast(t('logs.levelChanged', { level }), { tone: 'done' });
      onClose();
    },
    onError: (error) => toast(words(error).message, { tone: 'failed' }),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['logs', 'levels'] }),
  });
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={t('logs.levelTitle')}
      footer={
        <Button variant="primary" onClick={() => save.mutate()} isBusy={save.isPending}>
          {t('logs.levelApply')}
        </Button>
      }
    >
      <Loaded query={levels} rows={2}>
        {({ base, modules: special }) => (
          <p className="muted">
            {t('logs.levelNow', { level: base })}
            {special.map((one) => (
              <span key={one.module}>
                {' '}
                · {one.module}: {one.level}
                {one.until ? ` (${t('logs.until', { time: format.time(one.until) })})` : ''}
              </span>
            ))}
          </p>
        )}
      </Loaded>
      <div className={styles['levels']}>
        <SelectField
          label={t('logs.module')}
          value={module}
          options={[{ value: '', label: t('logs.everyModule') }, ...modules.map((value) => ({ value, label: value }))]}
          onChange={setModule}
        />
        <SelectField
          label={t('logs.level')}
          value={level}
          options={logLevels.map((value) => ({ value, label: value }))}
          onChange={setLevel}
        />
        <SelectField
          label={t('logs.howLong')}
          value={minutes}
          options={durations.map((value) => ({ value, label: t(`logs.for.${value}`) }))}
          onChange={setMinutes}
        />
      </div>
    </Dialog>
  );
}
