import { existsSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../ids.ts';
import { replaceFile } from '../replace-file.ts';
import { KeychainSealer } from './keychain-sealer.ts';
import { KeyFileSealer, repairMode } from './key-file-sealer.ts';
import type { SafeStoragePort, Sealer, SealerKind } from './sealer.ts';

export interface StoredSecret {
  readonly value: string;
  /** Epoch ms. */
  readonly changedAt: number;
}

/** Where secrets rest. All at once, in one file that only its owner reads; every value is sealed on its own. */
export interface SecretStore {
  /** What seals new secrets here. */
  kind(): Promise<SealerKind>;
  /** Rejects with AppError `secrets-unavailable` when the file or one of its values cannot be read back. */
  load(): Promise<ReadonlyMap<string, StoredSecret>>;
  /**
   * Sets (text) and removes (null) in one replacement of the file. What can never be read again is put aside as
   * `secrets.json.damaged`. Rejects with `secrets-unavailable` when the keychain is locked.
   */
  save(changes: ReadonlyMap<string, string | null>): Promise<void>;
}

const fileSchema = z.object({
  version: z.literal(1),
  secrets: z.record(
    z.string().min(1).max(64),
    z.object({ by: z.enum(['keychain', 'file']), sealed: z.base64(), changedAt: z.int() }),
  ),
});
type SecretsFile = z.infer<typeof fileSchema>;
const noSecrets = (): SecretsFile => ({ version: 1, secrets: {} });

interface SecretStoreOptions {
  /** The data folder: `secrets.json` and `secrets.key` stand in it. */
  folder: string;
  random: Random;
  clock: Clock;
  /** Only in the shell; elsewhere the key file seals. */
  safeStorage?: SafeStoragePort | undefined;
}

export class FileSecretStore implements SecretStore {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #vault: SafeStoragePort | undefined;
  readonly #keyFile: Sealer;
  /** Settings and channels save into one file: what reads and then replaces it goes one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ folder, random, clock, safeStorage }: SecretStoreOptions) {
    this.#path = path.join(folder, 'secrets.json');
    this.#clock = clock;
    this.#vault = safeStorage;
    this.#keyFile = new KeyFileSealer(path.join(folder, 'secrets.key'), random);
  }

  async kind(): Promise<SealerKind> {
    return (await this.#sealer()).kind;
  }

  load(): Promise<ReadonlyMap<string, StoredSecret>> {
    return this.#inTurn(() => this.#load());
  }

  save(changes: ReadonlyMap<string, string | null>): Promise<void> {
    return this.#inTurn(async () => {
      const kept = await this.#readableOthers(changes);
      await this.#write(kept, changes, () => this.#clock.now());
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work);
    this.#turn = mine.catch(() => {}); // told to whoever asked for it
    return mine;
  }

  async #load(): Promise<ReadonlyMap<string, StoredSecret>> {
    const file = this.#read();
    const sealer = await this.#sealer();
    const secrets = new Map<string, StoredSecret>();
    const stale = new Map<string, string>();
    for (const [name, { by, sealed, changedAt }] of Object.entries(file.secrets)) {
      const { text, isStale } = await this.#sealerOf(by, sealer).open(name, Buffer.from(sealed, 'base64'));
      secrets.set(name, { value: text, changedAt });
      if (isStale || by !== sealer.kind) stale.set(name, text);
    }
    if (stale.size > 0) await this.#write(file, stale, (name) => secrets.get(name)?.changedAt);
    return secrets;
  }

  /** What stays beside the changes. Values that will never open again go with the file that is put aside. */
  async #readableOthers(changes: ReadonlyMap<string, unknown>): Promise<SecretsFile> {
    if (!existsSync(this.#path)) return noSecrets();
    const kept = noSecrets();
    let isDamaged = false;
    try {
      const sealer = await this.#sealer();
      for (const [name, entry] of Object.entries(this.#read().secrets)) {
        if (changes.has(name)) continue;
        const isReadable = await this.#opens(name, entry, sealer);
        if (isReadable) kept.secrets[name] = entry;
        else isDamaged = true;
      }
    } catch (error) {
      if (!isLost(error)) throw error;
      isDamaged = true;
    }
    if (isDamaged) renameSync(this.#path, `${this.#path}.damaged`);
    return kept;
  }

  async #opens(name: string, entry: SecretsFile['secrets'][string], sealer: Sealer): Promise<boolean> {
    try {
      await this.#sealerOf(entry.by, sealer).open(name, Buffer.from(entry.sealed, 'base64'));
      return true;
    } catch (error) {
      if (isLost(error)) return false;
      throw error;
    }
  }

  async #write(
    file: SecretsFile,
    changes: ReadonlyMap<string, string | null>,
    changedAt: (name: string) => number | undefined,
  ): Promise<void> {
    const sealer = await this.#sealer();
    const secrets = new Map(Object.entries(file.secrets));
    for (const [name, text] of changes) {
      if (text === null) secrets.delete(name);
      else {
        const sealed = await sealer.seal(name, text);
        secrets.set(name, {
          by: sealer.kind,
          sealed: sealed.toString('base64'),
          changedAt: changedAt(name) ?? this.#clock.now(),
        });
      }
    }
    replaceFile(this.#path, JSON.stringify({ version: 1, secrets: Object.fromEntries(secrets) }));
  }

  #read(): SecretsFile {
    if (!existsSync(this.#path)) return noSecrets();
    try {
      repairMode(this.#path);
      return fileSchema.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch (cause) {
      throw new AppError('secrets-unavailable', { reason: 'tampered' }, { cause });
    }
  }

  async #sealer(): Promise<Sealer> {
    return this.#vault && (await this.#vault.isAvailable()) ? new KeychainSealer(this.#vault) : this.#keyFile;
  }

  #sealerOf(kind: SealerKind, current: Sealer): Sealer {
    if (kind === 'file') return this.#keyFile;
    if (current.kind === 'keychain') return current;
    throw new AppError('secrets-unavailable', { reason: 'keychain-locked' });
  }
}

/** A locked keychain may open later; a damaged value or a lost key will not. */
const isLost = (error: unknown): boolean => error instanceof AppError && error.params['reason'] !== 'keychain-locked';
