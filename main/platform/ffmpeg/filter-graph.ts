/** One filter with its options. Values are numbers or our own words and file names; user text goes by file, never through here. */
export interface Filter {
  readonly name: string;
  readonly options: Readonly<Record<string, string | number>>;
}
/** Filters in a row between labelled pads. */
export interface Chain {
  readonly from: readonly string[];
  readonly filters: readonly Filter[];
  readonly to: readonly string[];
}

export function filter(name: string, options: Filter['options'] = {}): Filter {
  if (!/^[a-z0-9_]+$/.test(name)) throw new Error(`not a filter's name: ${name}`);
  return { name, options };
}

/** The text of `-filter_complex`. */
export function writeGraph(chains: readonly Chain[]): string {
  return chains.map(writeChain).join(';');
}

function writeChain(chain: Chain): string {
  return writePads(chain.from) + chain.filters.map(writeFilter).join(',') + writePads(chain.to);
}

function writePads(labels: readonly string[]): string {
  return labels
    .map((label) => {
      if (!/^[a-z0-9:_]+$/i.test(label)) throw new Error(`not a pad's label: ${label}`);
      return `[${label}]`;
    })
    .join('');
}

function writeFilter({ name, options }: Filter): string {
  const written = Object.entries(options).map(([key, value]) => {
    if (!/^[a-zA-Z0-9_]+$/.test(key)) throw new Error(`not an option's name: ${key}`);
    return `${key}=${escapeOption(typeof value === 'number' ? formatNumber(value) : value)}`;
  });
  return written.length > 0 ? `${name}=${written.join(':')}` : name;
}

/** ffmpeg reads a value twice: as an option of the filter, then as part of the graph ("Notes on filtergraph escaping"). */
export function escapeOption(value: string): string {
  if (value.includes('\0')) throw new Error('a filter option cannot hold NUL');
  const once = value.replace(/[\\':]/g, '\\$&');
  return once.replace(/[\\'[\],;\s]/g, '\\$&');
}

/** Plain decimal notation with at most six places; ffmpeg's parser takes `1e-7` for `1e` in some places. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Error('a filter option must be finite');
  return Number(value.toFixed(6)).toString().includes('e') ? '0' : Number(value.toFixed(6)).toString();
}
