import { IconCopy, IconDownload, IconPencil, IconPlus, IconTrash, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Preset } from '#shared/domain/recipe.ts';
import { recipeSchema } from '#shared/domain/recipe.ts';
import { useT } from '../../app/language.ts';
import { usePresets } from '../../app/presets.ts';
import { closePresets } from '../../app/run-again.ts';
import { Button, IconButton } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { ConfirmDialog, Dialog } from '../../kit/Dialog.tsx';
import { LoadingState } from '../../kit/States.tsx';
import { presetIdFor } from './preset-files.ts';
import { PresetForm } from './PresetForm.tsx';
import { usePresetActions } from './use-preset-actions.ts';
import styles from './Video.module.css';

const icon = { size: 16, 'aria-hidden': true } as const;

/** Shipped and own presets: make, copy, change, put away, take to another console. */
export function PresetsDialog() {
  const t = useT();
  const { presets, nameOf, describe, isLoading } = usePresets();
  const actions = usePresetActions();
  const [edited, setEdited] = useState<Preset | null>(null);
  const [removed, setRemoved] = useState<Preset | null>(null);
  const taken = new Set(presets.map(({ id }) => id));
  const copy = (preset: Preset) => {
    const name = t('video.presets.copyOf', { name: nameOf(preset.id) });
    setEdited({ ...preset, id: presetIdFor(name, taken), name, description: describe(preset), shipped: false });
  };
  const create = () =>
    setEdited({
      id: '',
      name: '',
      description: '',
      recipe: recipeSchema.parse({ steps: [{ kind: 'reframe' }, { kind: 'loudness' }] }),
      shipped: false,
    });
  if (edited)
    return (
      <PresetForm
        preset={edited}
        taken={taken}
        onClose={() => setEdited(null)}
        onSave={async (preset) => (await actions.save(preset)) && setEdited(null)}
      />
    );
  return (
    <Dialog isOpen onClose={closePresets} title={t('video.presets.title')} size={680}>
      <div className={styles['add']}>
        <Transfer presets={presets} actions={actions} onCreate={create} />
        {isLoading ? <LoadingState rows={4} /> : null}
        <ul className={styles['presets']}>
          {presets.map((preset) => (
            <li key={preset.id}>
              <div className={styles['presetText']}>
                <span className={styles['presetName']}>
                  <strong>{nameOf(preset.id)}</strong>
                  {preset.shipped ? <Chip>{t('video.presets.shipped')}</Chip> : null}
                </span>
                <span className="muted">
                  {describe(preset) || preset.recipe.steps.map(({ kind }) => t(`video.step.${kind}.name`)).join(' → ')}
                </span>
              </div>
              {preset.shipped ? null : (
                <IconButton
                  label={t('video.presets.edit', { name: preset.name })}
                  icon={<IconPencil {...icon} />}
                  onClick={() => setEdited(preset)}
                />
              )}
              <IconButton
                label={t('video.presets.copy', { name: nameOf(preset.id) })}
                icon={<IconCopy {...icon} />}
                onClick={() => copy(preset)}
              />
              {preset.shipped ? null : (
                <IconButton
                  label={t('video.presets.remove', { name: preset.name })}
                  icon={<IconTrash {...icon} />}
                  onClick={() => setRemoved(preset)}
                />
              )}
            </li>
          ))}
        </ul>
      </div>
      <ConfirmDialog
        isOpen={removed !== null}
        onClose={() => setRemoved(null)}
        onConfirm={() => (removed ? actions.remove(removed.id) : undefined)}
        title={t('video.presets.removeTitle', { name: removed?.name ?? '' })}
        confirmLabel={t('video.presets.removeNow')}
        isDestructive
      >
        {t('video.presets.removeText')}
      </ConfirmDialog>
    </Dialog>
  );
}

interface TransferProps {
  presets: readonly Preset[];
  actions: ReturnType<typeof usePresetActions>;
  onCreate: () => void;
}

function Transfer({ presets, actions, onCreate }: TransferProps) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const own = presets.filter(({ shipped }) => !shipped);
  return (
    <div className={styles['buttons']}>
      <Button icon={<IconPlus {...icon} />} onClick={onCreate}>
        {t('video.presets.create')}
      </Button>
      <Button icon={<IconUpload {...icon} />} onClick={() => input.current?.click()}>
        {t('video.presets.import')}
      </Button>
      <Button icon={<IconDownload {...icon} />} disabled={own.length === 0} onClick={() => actions.exportOwn(own)}>
        {t('video.presets.export')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept="application/json,.json"
        aria-label={t('video.presets.import')}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) void actions.importFile(file);
        }}
      />
    </div>
  );
}
