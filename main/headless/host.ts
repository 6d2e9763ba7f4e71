import type { HostShell } from '#platform/host-shell.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { AwakeKeeper } from './awake-keeper.ts';

/** A host without a desk: what a person at the screen would see is not there. Without a keeper nothing keeps the computer awake. */
export function createHeadlessHost(exit: (code: number) => void, awake?: AwakeKeeper): HostShell {
  const unavailable = (action: string) => async (): Promise<never> => {
    throw new AppError('system-action-unavailable', { action });
  };
  return {
    kind: 'headless',
    can: { showInFolder: false, openFile: false, pickFiles: false, launchAtLogin: false },
    showInFolder: unavailable('show-in-folder'),
    openFile: unavailable('open-file'),
    setLaunchAtLogin: unavailable('launch-at-login'),
    keepAwake: (reason) => awake?.hold(reason) ?? (() => {}),
    exit,
  };
}
