import { z } from 'zod';
import { AppError } from '#shared/contract/errors.ts';
import type { SafeStoragePort, Sealer } from './sealer.ts';

/** The name travels inside, so that two sealed values cannot be exchanged for one another. */
const sealedText = z.object({ name: z.string(), text: z.string() });

/** Secrets sealed by the desktop's vault. */
export class KeychainSealer implements Sealer {
  readonly kind = 'keychain';
  readonly #vault: SafeStoragePort;

  constructor(vault: SafeStoragePort) {
    this.#vault = vault;
  }

  async seal(name: string, text: string): Promise<Buffer> {
    try {
      return await this.#vault.encrypt(JSON.stringify({ name, text }));
    } catch (cause) {
      throw new AppError('secrets-unavailable', { reason: 'keychain-locked' }, { cause });
    }
  }

  async open(name: string, sealed: Buffer): Promise<{ text: string; isStale: boolean }> {
    const opened = await this.#vault.decrypt(sealed).catch((cause: unknown) => {
      throw new AppError('secrets-unavailable', { reason: 'keychain-locked' }, { cause });
    });
    const parsed = parse(opened.text);
    if (parsed?.name !== name) throw new AppError('secrets-unavailable', { reason: 'tampered' });
    return { text: parsed.text, isStale: opened.isStale };
  }
}

function parse(text: string): z.infer<typeof sealedText> | null {
  try {
    return sealedText.parse(JSON.parse(text));
  } catch {
    return null; // told by the caller as tampered
  }
}
