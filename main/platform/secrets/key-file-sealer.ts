import { createCipheriv, createDecipheriv } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { AppError } from '#shared/contract/errors.ts';
import type { Random } from '../ids.ts';
import { replaceFile } from '../replace-file.ts';
import type { Sealer } from './sealer.ts';

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM with a key of its own beside the database. It keeps secrets out of backups, exports and curious eyes that see one
 * file; who can read the whole data folder can read them.
 */
export class KeyFileSealer implements Sealer {
  readonly kind = 'file';
  readonly #path: string;
  readonly #random: Random;
  #key: Buffer | null = null;

  constructor(path: string, random: Random) {
    this.#path = path;
    this.#random = random;
  }

  async seal(name: string, text: string): Promise<Buffer> {
    const nonce = this.#random.bytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#readOrMakeKey(), nonce).setAAD(Buffer.from(name));
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  async open(name: string, sealed: Buffer): Promise<{ text: string; isStale: boolean }> {
    const key = this.#readKey();
    if (sealed.length < nonceBytes + tagBytes) throw new AppError('secrets-unavailable', { reason: 'tampered' });
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
        .setAAD(Buffer.from(name))
        .setAuthTag(sealed.subarray(-tagBytes));
      const text = Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
      return { text: text.toString('utf8'), isStale: false };
    } catch (cause) {
      throw new AppError('secrets-unavailable', { reason: 'tampered' }, { cause });
    }
  }

  /** A fresh key replaces one that cannot be used: what it sealed is lost already. */
  #readOrMakeKey(): Buffer {
    if (existsSync(this.#path)) {
      try {
        return this.#readKey();
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    }
    this.#key = this.#random.bytes(keyBytes);
    replaceFile(this.#path, this.#key);
    return this.#key;
  }

  #readKey(): Buffer {
    if (this.#key) return this.#key;
    let key: Buffer;
    try {
      repairMode(this.#path);
      key = readFileSync(this.#path);
    } catch (cause) {
      throw new AppError('secrets-unavailable', { reason: 'key-unreadable' }, { cause });
    }
    if (key.length !== keyBytes) throw new AppError('secrets-unavailable', { reason: 'key-unreadable' });
    this.#key = key;
    return key;
  }
}

/** Takes back what others were given on a file that is only ours (a copied profile, a careless chmod). */
export function repairMode(path: string): void {
  if (process.platform === 'win32') return;
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
}
