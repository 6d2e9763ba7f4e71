import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';

export interface DesktopNote {
  readonly title: string;
  readonly body: string;
  /** What a click opens inside the console. */
  readonly path: string | null;
  readonly isSilent: boolean;
}

/** Puts a note on the desk. Rejects with `channel-unavailable` where there is none. */
export interface DesktopNotifier {
  show(note: DesktopNote): Promise<void>;
}

export interface NodeNotifierOptions {
  readonly platform: NodeJS.Platform;
  /** A picture file, or null. */
  readonly iconFile: string | null;
  /** Opens a place of the console; for desks whose notes can be clicked without Electron. */
  readonly openPath: (path: string) => void;
}

/** The host's own notes where it has them (Electron's can be clicked), else the system's by node-notifier. */
export function createDesktopNotifier(
  host: { readonly notify?: ((note: DesktopNote) => Promise<void>) | undefined },
  options: NodeNotifierOptions,
): DesktopNotifier {
  const { notify } = host;
  return notify ? { show: (note) => notify.call(host, note) } : createNodeNotifier(options);
}

const answerMs = 10_000;

/** notify-send, the notification centre of macOS, or the toast of Windows. */
export function createNodeNotifier({ platform, iconFile, openPath }: NodeNotifierOptions): DesktopNotifier {
  return {
    async show(note) {
      // Loaded when it is first needed: it looks for programs of the system.
      const { default: notifier } = await import('node-notifier');
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(unavailable('no answer')), answerMs);
        const options = {
          ...textsOf(note, platform),
          ...(iconFile === null ? {} : { icon: path.resolve(iconFile) }),
          'app-name': 'Atalaya',
          appID: 'Atalaya',
          sound: !note.isSilent,
          wait: platform !== 'linux' && note.path !== null,
        };
        notifier.notify(options, (error: unknown, response: string) => {
          clearTimeout(timer);
          // notify-send's stderr arrives as the error; '' is none.
          if (error)
            return reject(
              unavailable(error instanceof Error ? error.message : typeof error === 'string' ? error : 'unknown'),
            );
          if (response === 'activate' && note.path !== null) openPath(note.path);
          resolve();
        });
        if (platform !== 'linux' && note.path !== null) resolveSoon(timer, resolve);
      });
    },
  };
}

/** With `wait` the callback comes at the click, which may never be: the note is on the desk before. */
function resolveSoon(timer: NodeJS.Timeout, resolve: () => void): void {
  clearTimeout(timer);
  setTimeout(resolve, 1_000);
}

/** A failed command's message begins with the whole command line, and with it the note: only what the program said is told. */
const unavailable = (reason: string): AppError => {
  const said = reason.trim().split('\n').slice(-1)[0] ?? '';
  return new AppError('channel-unavailable', {
    reason: said.replace(/^Command failed: .*$/, 'no notification service').slice(0, 200),
  });
};

/**
 * What notify-send would take for an option is moved behind an invisible character; its body is markup, and it reads C escapes in it
 * (`\n`, `\\`) before it sends it on.
 */
function textsOf(note: DesktopNote, platform: NodeJS.Platform): { title: string; message: string } {
  const harmless = (text: string): string => text.replaceAll('\0', '').replace(/^-/, '\u2060-');
  const body = harmless(note.body) || '\u2060';
  return { title: harmless(note.title) || 'Atalaya', message: platform === 'linux' ? escapeBody(body) : body };
}

const escapeBody = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
