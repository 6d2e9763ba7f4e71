import { randomBytes } from 'node:crypto';

/** Randomness, handed in. */
export interface Random {
  /** 0 (inclusive) to 1 (exclusive). */
  fraction(): number;
  bytes(length: number): Buffer;
}

export const systemRandom: Random = { fraction: () => Math.random(), bytes: (length) => randomBytes(length) };

/** A trace id: 16 bytes in hex, the form of the W3C trace context. */
export const newTraceId = (random: Random): string => random.bytes(16).toString('hex');

/** An unguessable name for sessions, one-time codes and uploads: 32 bytes, base64url. */
export const newSecretId = (random: Random): string => random.bytes(32).toString('base64url');
