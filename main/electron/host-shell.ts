import { dialog, shell, type BrowserWindow } from 'electron';
import { AppError } from '#shared/contract/errors.ts';
import type { HostShell } from '#platform/host-shell.ts';
import { setLaunchAtLogin } from './login-item.ts';
import type { AwakeKeeper } from './power.ts';

export interface ElectronHostOptions {
  readonly awake: AwakeKeeper;
  exit(code: number): void;
}

/** What the core may ask of the desk. Paths are the core's own. */
export function createElectronHost(options: ElectronHostOptions): HostShell {
  return {
    kind: 'electron',
    can: { showInFolder: true, openFile: true, pickFiles: true, launchAtLogin: true },
    showInFolder: async (path) => shell.showItemInFolder(path),
    async openFile(path) {
      const problem = await shell.openPath(path);
      if (problem) throw new AppError('system-action-unavailable', { action: 'openFile' });
    },
    setLaunchAtLogin: async (isOn) => setLaunchAtLogin(isOn),
    keepAwake: () => options.awake.hold(),
    exit: (code) => options.exit(code),
  };
}

const videoExtensions = ['mp4', 'm4v', 'mov', 'mkv', 'webm', 'avi', 'ts', 'mts', 'mpg', 'mpeg', 'wmv', 'flv', '3gp'];

/** The system's dialog for videos; empty when it was cancelled. */
export async function pickFiles(
  owner: BrowserWindow | null,
  names: { videos: string; all: string },
): Promise<string[]> {
  const options: Electron.OpenDialogOptions = {
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: names.videos, extensions: videoExtensions },
      { name: names.all, extensions: ['*'] },
    ],
  };
  const answer = owner ? await dialog.showOpenDialog(owner, options) : await dialog.showOpenDialog(options);
  return answer.canceled ? [] : answer.filePaths;
}
