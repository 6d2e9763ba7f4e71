import { useQueryClient } from '@tanstack/react-query';
import type { Preset } from '#shared/domain/recipe.ts';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { saveBlob } from '../../app/save-blob.ts';
import { toast } from '../../kit/toasts.ts';
import { readPresetFile, writePresetFile } from './preset-files.ts';

/** A file of presets is a few kilobytes; what is larger is something else. */
const largestFileBytes = 5_000_000;

/** Saves, removes, exports and imports presets, and says what came of it. Answers whether it worked. */
export function usePresetActions() {
  const client = useClient();
  const queries = useQueryClient();
  const t = useT();
  const words = useErrorWords();
  const run = async (task: () => Promise<string>): Promise<boolean> => {
    try {
      const message = await task();
      await queries.invalidateQueries({ queryKey: ['video'] });
      toast(message, { tone: 'done' });
      return true;
    } catch (error) {
      toast(words(error).message, { tone: 'failed' });
      return false;
    }
  };
  return {
    save: ({ id, name, description, recipe }: Preset) =>
      run(async () => {
        await client.video.savePreset({ id, name, description, recipe });
        return t('video.presets.saved', { name });
      }),
    remove: async (id: string): Promise<void> => {
      await run(async () => {
        await client.video.removePreset({ id });
        return t('video.presets.removed');
      });
    },
    exportOwn: (presets: readonly Preset[]) =>
      saveBlob(new Blob([writePresetFile(presets)], { type: 'application/json' }), 'atalaya-presets.json'),
    importFile: async (file: File): Promise<void> => {
      const read = file.size > largestFileBytes ? null : readPresetFile(await file.text());
      if (!read?.ok) {
        toast(t(`video.presets.${read?.code ?? 'notPresets'}`), { tone: 'failed' });
        return;
      }
      await run(async () => {
        const { imported, skipped } = await client.video.importPresets({ file: read.file });
        const done = t('video.presets.imported', { count: imported });
        return skipped.length > 0 ? `${done} ${t('video.presets.skipped', { names: skipped.join(', ') })}` : done;
      });
    },
  };
}
