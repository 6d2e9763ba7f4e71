import { FolderLock } from '#platform/database/folder-lock.ts';
import { restoreDatabase, type Restored } from '#platform/database/restore.ts';
import type { Command } from 'commander';
import path from 'node:path';
import { backupFolder, databaseFile } from '../../core/storage.ts';
import { print, type CommandKit, type Session } from '../session.ts';

interface RestoreOptions {
  from?: string;
  empty?: boolean;
}

/** `atalaya restore`: the one command that works on the files themselves, because a console does not start on a damaged database. */
export function addRestoreCommand(parent: Command, { t, sessionOf }: CommandKit): void {
  parent
    .command('restore')
    .description(t('cli.help.restore'))
    .option('--from <file>', t('cli.help.restoreFrom'))
    .option('--empty', t('cli.help.restoreEmpty'))
    .action((options: RestoreOptions, command: Command) => restore(sessionOf(command), options));
}

function restore(session: Session, options: RestoreOptions): void {
  const { dataFolder, terminal } = session;
  const lock = FolderLock.acquire(dataFolder);
  try {
    const restored = restoreDatabase({
      file: databaseFile(dataFolder),
      backupFolder: backupFolder(dataFolder),
      ...(options.from !== undefined && { from: path.resolve(terminal.folder, options.from) }),
      ...(options.empty && { isEmpty: true }),
    });
    const at = restored.backup && new Date(restored.backup.at).toISOString();
    print(session, { ...restored, backup: restored.backup && { ...restored.backup, at } }, () =>
      describe(session, restored),
    );
  } finally {
    lock.release();
  }
}

function describe({ t, terminal }: Session, { source, backup, keptIn }: Restored): string {
  const at = backup ? new Date(backup.at).toLocaleString(terminal.language) : '';
  const lines = [t(`cli.restore.${source}`, { at, path: backup?.path ?? '' })];
  if (keptIn !== null) lines.push(t('cli.restore.kept', { folder: keptIn }));
  return `${lines.join('\n')}\n`;
}
