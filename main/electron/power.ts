import { powerMonitor, powerSaveBlocker } from 'electron';
import type { Logger } from '#platform/log/logger.ts';

/** Keeps the computer awake while at least one reason is held. The screen may sleep. */
export class AwakeKeeper {
  readonly #isAllowed: () => boolean;
  #reasons = 0;
  #blocker: number | null = null;

  constructor(isAllowed: () => boolean) {
    this.#isAllowed = isAllowed;
  }

  hold(): () => void {
    this.#reasons += 1;
    this.refresh();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#reasons -= 1;
      this.refresh();
    };
  }

  /** Also after the setting changed. */
  refresh(): void {
    const isWanted = this.#reasons > 0 && this.#isAllowed();
    if (isWanted && this.#blocker === null) this.#blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!isWanted && this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = null;
    }
  }
}

export interface PowerListeners {
  onSuspend?(): void;
  onResume?(): void;
  /** The system goes down: the console has a few seconds. */
  onShutdown(): void;
}

export function watchPower(listeners: PowerListeners, logger: Logger): void {
  powerMonitor.on('suspend', () => {
    logger.info('the computer goes to sleep');
    listeners.onSuspend?.();
  });
  powerMonitor.on('resume', () => {
    logger.info('the computer woke up');
    listeners.onResume?.();
  });
  powerMonitor.on('shutdown', () => listeners.onShutdown());
}
