const longestAddress = 2048;

/**
 * The address as it may be given to the system's browser; null when it may not. Only https to a named public host: every other scheme starts
 * a program of the system's choice (`file:`, `smb:`, `ms-msdt:` …), and a user name in an address hides where it leads.
 */
export function safeExternalUrl(address: string): string | null {
  if (address.length > longestAddress) return null;
  const url = URL.parse(address);
  if (url?.protocol !== 'https:') return null;
  if (url.username || url.password || url.hostname === '') return null;
  return isNamedHost(url.hostname) ? url.href : null;
}

/** Punycode is left out: it can look like another name. */
function isNamedHost(host: string): boolean {
  const labels = host.split('.');
  if (labels.length < 2 || labels.some((label) => label.startsWith('xn--'))) return false;
  return /^[a-z]{2,}$/.test(labels.at(-1) ?? '') && !['local', 'localhost', 'internal'].includes(labels.at(-1) ?? '');
}
