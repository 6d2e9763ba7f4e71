import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Which names this server answers to. Names without a port (of a proxy in front) match any port. */
export interface HostRules {
  /** The address that the server listens on; itself allowed unless it stands for all of them. */
  readonly address: string;
  /** Named by the operator: `console.example.org` or `host:port`. */
  readonly allowedHosts: () => readonly string[];
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];
const anyAddress = new Set(['0.0.0.0', '::', '']);

/**
 * Whether the request names this console as its host. A page under a rebound DNS name reaches the port without Origin and
 * without Sec-Fetch headers, so that the name in Host is all that tells it from the operator.
 */
export function isOwnHost(request: IncomingMessage, rules: HostRules): boolean {
  const hosts = headerValues(request, 'host');
  const host = hosts[0]?.toLowerCase();
  if (hosts.length !== 1 || !host || isForProxy(request)) return false;
  return allowedHosts(request.socket, rules).has(host) || isNamedByOperator(host, rules);
}

/** An absolute target overrules Host (RFC 9112, 3.2.2) and is meant for a proxy, which this is not. */
const isForProxy = (request: IncomingMessage): boolean => /^[a-z][a-z0-9+.-]*:/i.test(request.url ?? '');

function allowedHosts(socket: Socket, rules: HostRules): ReadonlySet<string> {
  const port = socket.localPort ?? 0;
  const own = anyAddress.has(rules.address) ? [] : [rules.address.includes(':') ? `[${rules.address}]` : rules.address];
  const names = [...loopbackNames, ...own];
  return new Set([...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])]);
}

function isNamedByOperator(host: string, rules: HostRules): boolean {
  const name = host.replace(/:\d{1,5}$/, '');
  return rules.allowedHosts().some((allowed) => {
    const wanted = allowed.toLowerCase();
    return wanted === host || wanted === name;
  });
}

/** `same`: our own page. `none`: no page, or a navigation from the address bar. `foreign`: another page, to be refused. */
export type Provenance = 'same' | 'none' | 'foreign';

/** Where a request comes from, by Origin and Sec-Fetch-Site. */
export function provenanceOf(request: IncomingMessage): Provenance {
  const origins = headerValues(request, 'origin');
  if (origins.length > 1) return 'foreign';
  const host = request.headers.host?.toLowerCase() ?? '';
  const origin = origins[0]?.toLowerCase();
  if (origin !== undefined) return isSameOrigin(origin, host) ? 'same' : 'foreign';
  const site = request.headers['sec-fetch-site'];
  if (site === undefined || site === 'none') return 'none';
  return site === 'same-origin' ? 'same' : 'foreign';
}

/** Loopback is http; a name that the operator allowed may stand behind a proxy that speaks https. */
function isSameOrigin(origin: string, host: string): boolean {
  if (origin === `http://${host}`) return true;
  const isLoopback = loopbackNames.some((name) => host === name || host.startsWith(`${name}:`));
  return !isLoopback && origin === `https://${host}`;
}

/** A link on any page may open the console's pages, but none of its data. The router reads escapes, and so does this. */
export const isPageNavigation = (request: IncomingMessage): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') &&
  request.headers['sec-fetch-mode'] === 'navigate' &&
  request.headers['sec-fetch-dest'] === 'document' &&
  !/^\/(?:api|rpc|openapi\.json|health)(?:[/?]|$)/.test(decodeURIComponent(request.url ?? ''));

export const servedMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** The reason for which a target is refused before routing; null for an ordinary path. */
export function targetFault(request: IncomingMessage): string | null {
  const target = request.url ?? '';
  if (request.httpVersion !== '1.1') return 'http-version';
  if (!target.startsWith('/') || target.startsWith('//')) return 'target';
  const [path = '', ...rest] = target.split('?');
  // A further "?" belongs to the query (RFC 3986, 3.4).
  const query = rest.join('?');
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
    if (namesPrototype(query)) return 'query';
  } catch {
    return 'target';
  }
  if (/[\0\\]/.test(decoded) || /(?:^|\/)\.\.?(?:\/|$)/.test(decoded) || decoded.startsWith('//')) return 'target';
  return null;
}

/** Whether a name of the query, not a value, leads to a prototype. Throws `URIError` for a broken escape anywhere in it. */
function namesPrototype(query: string): boolean {
  decodeURIComponent(query);
  const names = query.split('&').map((part) => decodeURIComponent(part.split('=', 1)[0] ?? ''));
  return names.some((name) => /__proto__|constructor\]?\[prototype/.test(name));
}

function headerValues(request: IncomingMessage, name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2)
    if (request.rawHeaders[index]?.toLowerCase() === name) values.push(request.rawHeaders[index + 1] ?? '');
  return values;
}
