import { safeStorage } from 'electron';

/** The desktop's own vault for secrets (Keychain, DPAPI, Secret Service, KWallet), by Electron's asynchronous calls. */
export interface SafeStorage {
  /** False where the desktop has none, and where Chromium would only scramble (`basic_text`). Call after `ready`. */
  isAvailable(): Promise<boolean>;
  encrypt(text: string): Promise<Buffer>;
  /** Rejects when the vault does not open or the bytes are not its own. `isStale`: encrypt and store it anew. */
  decrypt(bytes: Buffer): Promise<{ text: string; isStale: boolean }>;
}

export const createSafeStorage = (): SafeStorage => ({
  async isAvailable() {
    const isScrambled = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
    return !isScrambled && (await safeStorage.isAsyncEncryptionAvailable());
  },
  encrypt: (text) => safeStorage.encryptStringAsync(text),
  async decrypt(bytes) {
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(bytes);
    return { text: result, isStale: shouldReEncrypt };
  },
});
