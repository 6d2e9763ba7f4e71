import { app, shell, type Session, type WebContents } from 'electron';
import type { Logger } from '#platform/log/logger.ts';
import { isAppUrl, originOf } from './app-origin.ts';
import { safeExternalUrl } from './external-links.ts';

/** What our own pages may ask of the system; everything else is refused without a question. */
const allowedPermissions: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'fullscreen']);

/** Refuses what a page must never get: other origins, windows, guests, devices. Holds for every page that is ever made. */
export function guardPages(logger: Logger): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, logger));
}

function guardContents(contents: WebContents, logger: Logger): void {
  const keepHome = (event: { preventDefault(): void; readonly url: string }) => {
    if (isAppUrl(event.url)) return;
    event.preventDefault();
    logger.warning('navigation refused', { address: originOf(event.url) });
    openExternally(event.url, logger);
  };
  const refuseFrame = (event: { preventDefault(): void; readonly url: string; readonly isMainFrame: boolean }) => {
    if (!event.isMainFrame) event.preventDefault(); // the main frame's is decided in will-navigate
  };
  contents.on('will-navigate', keepHome);
  contents.on('will-redirect', (event) => {
    if (!isAppUrl(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', refuseFrame);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openExternally(url, logger);
    return { action: 'deny' };
  });
}

function openExternally(address: string, logger: Logger): void {
  const url = safeExternalUrl(address);
  if (!url) {
    logger.warning('external link refused', { address: originOf(address) });
    return;
  }
  shell.openExternal(url).catch((error: unknown) => logger.error('external link not opened', { error: String(error) }));
}

/** Permissions, devices and downloads of the one session. */
export function guardSession(session: Session, logger: Logger): void {
  const isAllowed = (permission: string, origin: string) => allowedPermissions.has(permission) && isAppUrl(origin);
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const isGranted = isAllowed(permission, details.requestingUrl);
    if (!isGranted) logger.warning('permission refused', { permission });
    answer(isGranted);
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    if (isAppUrl(item.getURL().replace(/^blob:/, ''))) return;
    event.preventDefault();
    logger.warning('download refused', { address: originOf(item.getURL()) });
  });
}
