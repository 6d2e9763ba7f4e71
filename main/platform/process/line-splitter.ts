/** Cuts a byte stream into lines; `\r` ends one too (status lines). A line beyond `maxChars` is cut there. */
export class LineSplitter {
  #rest = '';
  readonly #decoder = new TextDecoder();
  readonly #emit: (line: string) => void;
  readonly #maxChars: number;

  constructor(emit: (line: string) => void, maxChars = 16_384) {
    this.#emit = emit;
    this.#maxChars = maxChars;
  }

  push(chunk: Uint8Array): void {
    const parts = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split(/\r?\n|\r/);
    this.#rest = parts.pop() ?? '';
    for (const line of parts) this.#emit(line.slice(0, this.#maxChars));
    if (this.#rest.length <= this.#maxChars) return;
    this.#emit(this.#rest.slice(0, this.#maxChars));
    this.#rest = '';
  }

  end(): void {
    if (this.#rest) this.#emit(this.#rest);
    this.#rest = '';
  }
}
