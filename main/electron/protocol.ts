import { protocol } from 'electron';
import { answerAppRequest, type AppFiles } from './app-files.ts';
import { appScheme } from './app-origin.ts';

/** Before `ready`: app:// gets an origin, fetch, streams and a secure context. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

/** After `ready`: answers `app://atalaya/…` with the window's files and the media of jobs, and with nothing else. */
export function serveApp(files: AppFiles): void {
  protocol.handle(appScheme, (request) => answerAppRequest(request, files));
}
