/** The code in what was pasted: a whole link with `#code=…`, the part after `#`, or the code itself. */
export function codeOf(text: string): string {
  const found = /(?:^|#|&)code=([^&\s]+)/.exec(text.trim());
  if (found?.[1]) return decodeURIComponent(found[1]);
  return /^[#?]?$/.test(text.trim()) || text.includes('/') ? '' : text.trim();
}
