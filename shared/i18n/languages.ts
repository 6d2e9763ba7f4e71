export const languages = ['es', 'pt-BR', 'en'] as const;
export type Language = (typeof languages)[number];

/** The language to use for a tag or an Accept-Language header: es and pt of any region; English when it names none of ours. */
export function pickLanguage(tags: string): Language {
  for (const part of tags.toLowerCase().split(',')) {
    const tag = part.split(';')[0]?.trim() ?? '';
    if (tag.startsWith('es')) return 'es';
    if (tag.startsWith('pt')) return 'pt-BR';
    if (tag.startsWith('en')) return 'en';
  }
  return 'en';
}

/** The language of the person whose environment this is: the locale variables, and where none is set, what the system says. */
export function environmentLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'];
  return pickLanguage((locale || Intl.DateTimeFormat().resolvedOptions().locale).replace('_', '-'));
}
