import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#platform/clock.ts';
import { newSecretId, type Random } from '#platform/ids.ts';

const lifetimeMs = 10 * 60_000;
const maxPending = 20;

export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret, 'utf8').digest();

/** Whether two hashes are the same, in a time that tells nothing of where they differ. */
export const isSameHash = (one: Buffer, other: Buffer): boolean => timingSafeEqual(one, other);

interface PendingCode {
  readonly hash: Buffer;
  readonly expiresAt: number;
}

/** One-time codes of sign-in links: only their hashes, only in memory, each good once and for ten minutes. */
export class SignInCodes {
  readonly #clock: Clock;
  readonly #random: Random;
  #pending: PendingCode[] = [];

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  create(): { code: string; expiresAt: number } {
    const code = newSecretId(this.#random);
    const expiresAt = this.#clock.now() + lifetimeMs;
    this.#pending = [...this.#alive(), { hash: hashOf(code), expiresAt }].slice(-maxPending);
    return { code, expiresAt };
  }

  /** True once for each code. Looks at every pending one, so that the time does not tell which came near. */
  redeem(code: string): boolean {
    const hash = hashOf(code);
    const rest: PendingCode[] = [];
    let isGood = false;
    for (const candidate of this.#alive()) {
      if (isSameHash(candidate.hash, hash)) isGood = true;
      else rest.push(candidate);
    }
    this.#pending = rest;
    return isGood;
  }

  #alive() {
    const now = this.#clock.now();
    return this.#pending.filter(({ expiresAt }) => expiresAt > now);
  }
}
