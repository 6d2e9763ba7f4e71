import type { Transaction } from './transaction.ts';

export interface PendingWrite {
  readonly run: () => unknown;
  readonly isRepeatable: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

interface GroupDeps {
  transaction: Transaction;
  /** What a write threw, as its caller gets it. */
  translate: (error: unknown) => unknown;
  /** After each write, also one that threw. */
  onTime: (ms: number) => void;
}

/** A group that has run for so long is committed; what waits behind it gets the next one. */
const budgetMs = 20;

/** The writes that share one transaction, and how each of them came out. */
export class WriteGroup {
  readonly #deps: GroupDeps;
  readonly #writes: PendingWrite[];
  /** One for each write that has run; given after the commit. */
  readonly #answers: (() => void)[] = [];

  constructor(writes: PendingWrite[], deps: GroupDeps) {
    this.#writes = writes;
    this.#deps = deps;
  }

  /** A write that a change of this group asks for. */
  join(write: PendingWrite): void {
    this.#writes.push(write);
  }

  /** Answers with those that didn't fit into the budget. Throws when the transaction itself is lost. */
  run(): PendingWrite[] {
    const endsAt = performance.now() + budgetMs;
    do this.#runNext(endsAt);
    while (this.#answers.length < this.#writes.length && performance.now() <= endsAt);
    return this.#writes.splice(this.#answers.length);
  }

  answer(): void {
    for (const answer of this.#answers) answer();
  }

  rejectAll(reason: unknown): void {
    for (const write of this.#writes) write.reject(reason);
  }

  #runNext(endsAt: number): void {
    const from = this.#answers.length;
    const { transaction } = this.#deps;
    try {
      transaction.attempt(() => this.#runNeighbours(endsAt), from === 0);
    } catch (error) {
      // A full disk may have rolled the whole transaction back already; then the commit's error answers everyone.
      if (!transaction.isOpen) throw error;
      const tried = this.#writes.slice(from, this.#answers.length + 1);
      this.#answers.length = from;
      if (tried.length === 1) this.#refuse(tried[0] as PendingWrite, error); // of length 1
      else for (const write of tried) this.#runAlone(write);
    }
  }

  /** The next write and, if it is repeatable, those behind it that are so too: they share what protects them. */
  #runNeighbours(endsAt: number): void {
    let next = this.#next;
    const { isRepeatable } = next ?? {};
    while (next) {
      this.#run(next);
      next = isRepeatable && this.#next?.isRepeatable && performance.now() <= endsAt ? this.#next : undefined;
    }
  }

  get #next(): PendingWrite | undefined {
    return this.#writes[this.#answers.length];
  }

  #runAlone(write: PendingWrite): void {
    const { transaction } = this.#deps;
    try {
      transaction.attempt(() => this.#run(write), this.#answers.length === 0);
    } catch (error) {
      if (!transaction.isOpen) throw error;
      this.#refuse(write, error);
    }
  }

  #run(write: PendingWrite): void {
    const startedAt = performance.now();
    try {
      const value = write.run();
      this.#answers.push(() => write.resolve(value));
    } finally {
      this.#deps.onTime(performance.now() - startedAt);
    }
  }

  #refuse(write: PendingWrite, error: unknown): void {
    const reason = this.#deps.translate(error);
    this.#answers.push(() => write.reject(reason));
  }
}
