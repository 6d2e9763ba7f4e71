/** Which safe a secret was sealed with. */
export type SealerKind = 'keychain' | 'file';

/** Turns a secret into bytes that only this computer (this user, this data folder) can read back. */
export interface Sealer {
  readonly kind: SealerKind;
  seal(name: string, text: string): Promise<Buffer>;
  /** Rejects with AppError `secrets-unavailable`. `isStale`: seal it anew. */
  open(name: string, sealed: Buffer): Promise<{ text: string; isStale: boolean }>;
}

/** The desktop's own vault, as Electron's host hands it in. */
export interface SafeStoragePort {
  /** False where the desktop has none, and where it would only scramble. */
  isAvailable(): Promise<boolean>;
  encrypt(text: string): Promise<Buffer>;
  decrypt(bytes: Buffer): Promise<{ text: string; isStale: boolean }>;
}
