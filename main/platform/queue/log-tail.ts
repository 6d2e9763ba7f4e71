const keptBytes = 64 * 1024;

/** The last 64 KiB of an attempt's log, whole lines where possible. */
export class LogTail {
  #lines: string[] = [];
  #bytes = 0;

  add(line: string): void {
    const text = `${line.length > keptBytes ? line.slice(-keptBytes / 4) : line}\n`;
    this.#lines.push(text);
    this.#bytes += Buffer.byteLength(text);
    // Trimmed by halves, so that a chatty job costs little a line.
    if (this.#bytes > keptBytes * 2) this.#trim();
  }

  toString(): string {
    if (this.#lines.length === 0) return '';
    if (this.#bytes > keptBytes) this.#trim();
    return this.#lines.join('');
  }

  #trim(): void {
    let from = this.#lines.length;
    let bytes = 0;
    while (from > 0) {
      const size = Buffer.byteLength(this.#lines[from - 1] ?? '');
      if (bytes + size > keptBytes) break;
      bytes += size;
      from -= 1;
    }
    this.#lines = this.#lines.slice(from);
    this.#bytes = bytes;
  }
}
