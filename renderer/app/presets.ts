import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Preset } from '#shared/domain/recipe.ts';
import { useClient } from './client.ts';

const none: readonly Preset[] = [];

/** The presets with their names: shipped ones in the chosen language, own ones as their owner wrote them. */
export function usePresets(): {
  presets: readonly Preset[];
  isLoading: boolean;
  error: unknown;
  nameOf: (id: string) => string;
  describe: (preset: Preset) => string;
} {
  const client = useClient();
  const { t, i18n } = useTranslation();
  const { data, isLoading, error } = useQuery({
    queryKey: ['video', 'presets'],
    queryFn: ({ signal }) => client.video.listPresets(undefined, { signal }),
  });
  const presets = data?.presets ?? none;
  return useMemo(() => {
    const known = new Map(presets.map((preset) => [preset.id, preset]));
    const word = (preset: Preset, part: 'name' | 'description'): string => {
      const key = `video.shipped.${preset.id}.${part}`;
      return preset.shipped && i18n.exists(key) ? t(key) : preset[part];
    };
    return {
      presets,
      isLoading,
      error,
      nameOf: (id) => {
        const preset = known.get(id);
        return preset ? word(preset, 'name') : id;
      },
      describe: (preset) => word(preset, 'description'),
    };
  }, [presets, isLoading, error, t, i18n]);
}
