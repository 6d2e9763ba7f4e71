/** The window's own address: a standard, secure scheme of ours instead of file://. */
export const appScheme = 'app';
export const appOrigin = 'app://atalaya';

/** True for addresses of our own pages and nothing else (`app://atalaya.evil/`, `app://atalaya@evil/` are others). */
export function isAppUrl(address: string): boolean {
  const url = URL.parse(address);
  if (!url) return false;
  return url.protocol === `${appScheme}:` && url.host === 'atalaya' && url.username === '' && url.password === '';
}

/** As much of an address as a log may hold. */
export function originOf(address: string): string {
  const url = URL.parse(address);
  return url ? `${url.protocol}//${url.host}` : 'unreadable';
}
