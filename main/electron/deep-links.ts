export const linkScheme = 'atalaya';

const pages = new Set(['queue', 'services', 'logs', 'settings']);
const longestLink = 300;

/**
 * The window's path for an `atalaya://` link: `atalaya://jobs/42` → `/jobs/42`. Null for whatever is not one of our pages:
 * a link comes from any web page, so it may open a page and never do anything.
 */
export function pathOfLink(link: string): string | null {
  if (link.length > longestLink) return null;
  const url = URL.parse(link);
  if (url?.protocol !== `${linkScheme}:` || url.username || url.password || url.port) return null;
  const [page = '', ...rest] = [url.host, ...url.pathname.split('/')].filter(Boolean);
  if (page === '' || page === 'overview') return rest.length === 0 ? '/' : null;
  if (page === 'jobs' && rest.length === 1 && /^[1-9][0-9]{0,14}$/.test(rest[0] ?? '')) return `/jobs/${rest[0]}`;
  return pages.has(page) && rest.length === 0 ? `/${page}` : null;
}

/** The first link among a program's arguments. */
export const linkAmong = (args: readonly string[]): string | null =>
  args.find((argument) => argument.startsWith(`${linkScheme}:`) && argument.length <= longestLink) ?? null;
