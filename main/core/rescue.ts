import { AppError } from '#shared/contract/errors.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { createI18n } from '#shared/i18n/translate.ts';
import { backupTime, findGoodBackup } from '#platform/database/backup.ts';
import { backupFolder } from './storage.ts';

/** Whether `atalaya restore` is the answer to what kept the console from starting. */
export const canBeRestored = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'database-damaged' || error.code === 'database-emptied');

/** What the operator needs to know beside the error itself: where the damaged file is kept, what can be brought back, and how. */
export function describeRescue(error: unknown, dataFolder: string, language: Language): string[] {
  if (!(error instanceof AppError) || !canBeRestored(error)) return [];
  const { t } = createI18n(language);
  const { copy } = error.params;
  const backup = findGoodBackup(backupFolder(dataFolder));
  const at = backup === null ? '' : new Date(backupTime(backup)).toLocaleString(language);
  return [
    ...(copy === undefined ? [] : [t('system.rescue.kept', { copy })]),
    backup === null ? t('system.rescue.noBackup') : t('system.rescue.backup', { at, backup }),
    t('system.rescue.how', { folder: dataFolder }),
  ];
}
