import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import ipaddr from 'ipaddr.js';
import { AppError } from '#shared/contract/errors.ts';

/** Ports of services that answer no HTTP but can be made to act by it (the Fetch standard's list, and some databases). */
const refusedPorts = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1433, 1521, 1719, 1720, 1723, 2049, 3306, 3659, 4045,
  4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211, 27017,
]);

/** Ranges that ipaddr.js calls `unicast` though no public host lives there. */
const furtherRefused = [
  '::/96',
  '3fff::/20',
  '5f00::/16',
  '100::/64',
  '2001:db8::/32',
  '192.88.99.0/24',
  '192.0.0.0/24',
].map((range) => ipaddr.parseCIDR(range));

export type Lookup = (
  host: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Whether an address, as text, is one that any host of the public Internet may have. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address.replace(/%.*$/, ''));
  if (parsed.range() !== 'unicast') return false;
  return !furtherRefused.some(([range, bits]) => parsed.kind() === range.kind() && parsed.match(range, bits));
}

/**
 * Keeps outgoing requests away from this machine and its network. `allowed` is the operator's list of `host` or `host:port`
 * that are exempt.
 */
export class AddressGuard {
  readonly #allowed: () => readonly string[];
  readonly #lookup: Lookup;

  constructor(allowed: () => readonly string[], lookup: Lookup = systemLookup) {
    this.#allowed = allowed;
    this.#lookup = lookup;
  }

  /** The URL, if it is http(s), carries no credentials, and its host may be reached as far as its name tells. */
  checkUrl(value: string): URL {
    const url = parseUrl(value);
    if (this.isAllowed(url)) return url;
    const host = bareHost(url);
    const isLiteral = ipaddr.isValid(host);
    const isLocalName =
      /(^|\.)(localhost|local|internal|home\.arpa)$/.test(host) || (!isLiteral && !host.includes('.'));
    if (isLocalName || (isLiteral && !isPublicAddress(host)) || refusedPorts.has(portOf(url))) throw refusal(host);
    return url;
  }

  isAllowed(url: URL): boolean {
    const host = bareHost(url);
    const names = new Set([host, `${host}:${portOf(url)}`, url.hostname, `${url.hostname}:${portOf(url)}`]);
    return this.#allowed().some((entry) => names.has(entry.trim().toLowerCase()));
  }

  /**
   * The lookup of a connection to `url`: every address the name has must be public, and the socket goes to one that was
   * checked, so that a name that changes its mind between check and connect gains nothing.
   */
  lookupFor(url: URL) {
    const isAllowed = this.isAllowed(url);
    return (
      host: string,
      options: LookupOptions,
      callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
    ): void => {
      this.#lookup(host, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, []);
        if (addresses.length === 0) return callback(new Error('ENOTFOUND'), []);
        if (!isAllowed && addresses.some((entry) => !isPublicAddress(entry.address)))
          return callback(refusal(host), []);
        if (options.all) return callback(null, addresses);
        callback(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 0);
      });
    };
  }

  /** For programs that connect by themselves: resolves the name and checks every address. */
  async checkHost(url: URL): Promise<void> {
    if (this.isAllowed(url) || ipaddr.isValid(bareHost(url))) return;
    await new Promise<void>((resolve, reject) => {
      this.lookupFor(url)(url.hostname, { all: true }, (error) => {
        if (!error) return resolve();
        reject(error instanceof AppError ? error : new AppError('download-network', { reason: codeOf(error) }));
      });
    });
  }
}

function parseUrl(value: string): URL {
  const invalid = new AppError('download-url-invalid', { url: withoutSecrets(value) });
  // WHATWG drops tabs and newlines and turns backslashes; a link that holds them was made to be read in two ways.
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0020\\\u007f]/.test(value) || !/^https?:\/\/[^/]/i.test(value) || !URL.canParse(value)) throw invalid;
  const url = new URL(value);
  if (url.username || url.password || !url.hostname) throw invalid;
  return url;
}

const bareHost = (url: URL): string =>
  url.hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
const refusal = (host: string): AppError => new AppError('download-address-refused', { host });
const codeOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? error.message; // dns errors carry a code

/** A link as it may stand in an error: without user, password and query. */
export function withoutSecrets(value: string): string {
  return value
    .replace(/\/\/[^/@]*@/, '//')
    .replace(/[?#].*$/s, '')
    .slice(0, 300);
}
