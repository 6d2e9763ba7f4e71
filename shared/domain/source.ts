import type { Source } from './job.ts';

/** Sites whose links lead to a page with a player, not to the file; yt-dlp knows them. Subdomains count. */
const pageHosts = [
  'bilibili.com',
  'dailymotion.com',
  'facebook.com',
  'fb.watch',
  'instagram.com',
  'kwai.com',
  'pinterest.com',
  'reddit.com',
  'rumble.com',
  'tiktok.com',
  'twitch.tv',
  'twitter.com',
  'vimeo.com',
  'x.com',
  'youtu.be',
  'youtube.com',
];

const mediaName = /\.(mp4|m4v|mov|mkv|webm|avi|mpe?g|ts|wmv|flv|3gp)$/i;

/** What a person typed or pasted: an http(s) link to a file or to a page, or else the path of a local file. */
export function sourceFromText(text: string): Source {
  const value = text.trim();
  if (/^file:\/\//i.test(value)) return { kind: 'file', value: pathOfFileUrl(value) };
  // Of another scheme: still a link, which the console refuses by that name.
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(value) && !/^https?:/i.test(value)) return { kind: 'url', value };
  const link = /^https?:\/\/(?:[^/?#@]*@)?([^/?#:]*)(?::\d*)?([^?#]*)/i.exec(value);
  if (!link) return { kind: 'file', value };
  const [, hostname = '', pathname = ''] = link;
  if (mediaName.test(pathname)) return { kind: 'url', value };
  const host = hostname.toLowerCase().replace(/\.$/, '');
  const isPage = pageHosts.some((known) => host === known || host.endsWith(`.${known}`));
  return { kind: isPage ? 'page' : 'url', value };
}

function pathOfFileUrl(url: string): string {
  const path = /^file:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? '';
  try {
    return decodeURIComponent(/^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path) || url;
  } catch {
    return url; // A stray per cent sign: the console says that it can't find the file.
  }
}
