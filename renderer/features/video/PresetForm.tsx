import { useMemo, useState } from 'react';
import type { Preset } from '#shared/domain/recipe.ts';
import { useT } from '../../app/language.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextField } from '../../kit/Field.tsx';
import { presetIdFor } from './preset-files.ts';
import { findProblems, toDraft, toRecipe } from './recipe-draft.ts';
import { RecipeEditor } from './RecipeEditor.tsx';
import styles from './Video.module.css';

interface PresetFormProps {
  /** With an empty id it is a new one. */
  preset: Preset;
  taken: ReadonlySet<string>;
  onClose: () => void;
  onSave: (preset: Preset) => Promise<unknown>;
}

/** Name, description and recipe of a preset. */
export function PresetForm({ preset, taken, onClose, onSave }: PresetFormProps) {
  const t = useT();
  const [name, setName] = useState(preset.name);
  const [description, setDescription] = useState(preset.description);
  const [draft, setDraft] = useState(() => toDraft(preset.recipe));
  const [isBusy, setIsBusy] = useState(false);
  const problems = useMemo(() => findProblems(draft), [draft]);
  const recipe = toRecipe(draft);
  const save = async () => {
    if (!recipe) return;
    setIsBusy(true);
    await onSave({ ...preset, id: preset.id || presetIdFor(name, taken), name: name.trim(), description, recipe });
    setIsBusy(false);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t(preset.id && preset.name ? 'video.presets.editTitle' : 'video.presets.create')}
      size={720}
      footer={
        <>
          <Button onClick={onClose}>{t('common.kit.cancel')}</Button>
          <Button
            variant="primary"
            isBusy={isBusy}
            disabled={recipe === null || name.trim() === ''}
            onClick={() => void save()}
          >
            {t('video.presets.save')}
          </Button>
        </>
      }
    >
      <div className={styles['add']}>
        <TextField label={t('video.presets.name')} value={name} onChange={setName} maxLength={120} />
        <TextField
          label={t('video.presets.description')}
          value={description}
          onChange={setDescription}
          maxLength={500}
        />
        <RecipeEditor draft={draft} problems={problems} onChange={setDraft} />
      </div>
    </Dialog>
  );
}
