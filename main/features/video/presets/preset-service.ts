import { AppError } from '#shared/contract/errors.ts';
import { defaultPresetId, recipeSchema, type Preset, type PresetFile } from '#shared/domain/recipe.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { PresetRow, VideoStore } from '../store.ts';
import { shippedPresets } from './shipped.ts';

/** A console with more own presets than this was fed by a script. */
const maxOwnPresets = 500;

/** Shipped and own presets. Shipped ones can be copied, not changed. */
export function createPresetService(deps: { database: Database; store: VideoStore; clock: Clock }) {
  const { database, store, clock } = deps;

  const list = (): Preset[] => [...shippedPresets, ...store.listPresets().flatMap(toPreset)];
  const isShipped = (id: string): boolean => shippedPresets.some((preset) => preset.id === id);

  /** Null where there is none of that id. */
  function find(id: string): Preset | null {
    const row = store.getPreset(id);
    return shippedPresets.find((preset) => preset.id === id) ?? (row ? (toPreset(row)[0] ?? null) : null);
  }

  /** Throws `preset-not-found`. */
  function get(id: string): Preset {
    const preset = find(id);
    if (!preset) throw new AppError('preset-not-found', { id });
    return preset;
  }

  /** What is used where a caller names none: the setting's, or `auto-edit` where that is gone. */
  const getDefault = (wanted: string): Preset => find(wanted) ?? get(defaultPresetId);

  async function save(preset: Omit<Preset, 'shipped'>): Promise<Preset> {
    if (isShipped(preset.id)) throw new AppError('preset-shipped', { id: preset.id });
    await database.write(() => {
      if (!store.getPreset(preset.id)) refuseBeyondLimit(1);
      store.savePreset(toRow(preset), clock.now());
    });
    return { ...preset, shipped: false };
  }

  async function remove(id: string): Promise<void> {
    if (isShipped(id)) throw new AppError('preset-shipped', { id });
    await database.write(() => {
      if (!store.removePreset(id)) throw new AppError('preset-not-found', { id });
    });
  }

  const exportAll = (): PresetFile => ({
    format: 'atalaya-presets',
    version: 1,
    presets: store
      .listPresets()
      .flatMap(toPreset)
      .map(({ id, name, description, recipe }) => ({ id, name, description, recipe })),
  });

  /** All or none. What exists already, or is shipped, is left out and named unless `replace` says otherwise. */
  async function importFile(file: PresetFile, replace: boolean): Promise<{ imported: number; skipped: string[] }> {
    const ids = file.presets.map((preset) => preset.id);
    if (new Set(ids).size !== ids.length) throw new AppError('preset-file-invalid', { reason: 'duplicate-id' });
    return database.write(() => {
      const skipped = ids.filter((id) => isShipped(id) || (!replace && store.getPreset(id) !== null));
      const taken = file.presets.filter((preset) => !skipped.includes(preset.id));
      refuseBeyondLimit(taken.filter((preset) => !store.getPreset(preset.id)).length);
      for (const preset of taken) store.savePreset(toRow(preset), clock.now());
      return { imported: taken.length, skipped };
    });
  }

  function refuseBeyondLimit(added: number): void {
    if (store.listPresets().length + added > maxOwnPresets)
      throw new AppError('preset-file-invalid', { reason: `too-many:${maxOwnPresets}` });
  }

  return { list, find, get, getDefault, save, remove, exportAll, importFile };
}
export type PresetService = ReturnType<typeof createPresetService>;

const toRow = (preset: Omit<Preset, 'shipped'>): PresetRow => ({
  id: preset.id,
  name: preset.name,
  description: preset.description,
  recipe: JSON.stringify(preset.recipe),
});

/** Parsed before it is used; a row of a newer program's recipe is left out of the list rather than run. */
function toPreset(row: PresetRow): Preset[] {
  const recipe = recipeSchema.safeParse(JSON.parse(row.recipe));
  if (!recipe.success) return [];
  return [{ id: row.id, name: row.name, description: row.description, recipe: recipe.data, shipped: false }];
}
