import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { systemRandom } from '#platform/ids.ts';
import type { SafeStoragePort } from '#platform/secrets/sealer.ts';
import { FileSecretStore } from '#platform/secrets/secret-store.ts';
import { ManualClock } from '../helpers/clock.ts';
import { temporaryFolder } from '../helpers/database.ts';

const open = (folder: string, safeStorage?: SafeStoragePort) =>
  new FileSecretStore({ folder, random: systemRandom, clock: new ManualClock(), safeStorage });
const canary = 'CANARY-0123456789';
const sealedFile = (folder: string) => path.join(folder, 'secrets.json');
const keyFile = (folder: string) => path.join(folder, 'secrets.key');
const modeOf = (file: string) => statSync(file).mode & 0o777;

async function folderWithSecret(): Promise<string> {
  const folder = temporaryFolder();
  await open(folder).save(
    new Map([
      ['token', canary],
      ['other', 'x'],
    ]),
  );
  return folder;
}

/** A vault that answers as the desktop's does: sealed bytes of its own, which another computer cannot read. */
class Vault implements SafeStoragePort {
  isThere = true;
  isStale = false;
  sealed = 0;
  isAvailable = async () => this.isThere;
  async encrypt(text: string) {
    this.sealed += 1;
    return Buffer.from(`vault:${Buffer.from(text).toString('hex')}`);
  }
  async decrypt(bytes: Buffer) {
    const [mark, hex] = bytes.toString().split(':');
    if (!this.isThere || mark !== 'vault') throw new Error('no');
    return { text: Buffer.from(hex ?? '', 'hex').toString(), isStale: this.isStale };
  }
}

test('secrets survive a restart, sealed, in files that only their owner reads [S20] [S21]', async () => {
  const folder = await folderWithSecret();
  expect((await open(folder).load()).get('token')).toEqual({ value: canary, changedAt: new ManualClock().now() });
  expect(await open(folder).kind()).toBe('file');
  expect([modeOf(sealedFile(folder)), modeOf(keyFile(folder))]).toEqual([0o600, 0o600]);
  for (const name of readdirSync(folder))
    expect(readFileSync(path.join(folder, name), 'latin1')).not.toContain('CANARY');
  expect(readdirSync(folder).sort()).toEqual(['secrets.json', 'secrets.key']);
});

test('a value set to null is gone; the others stay', async () => {
  const folder = await folderWithSecret();
  await open(folder).save(new Map([['token', null]]));
  expect([...(await open(folder).load()).keys()]).toEqual(['other']);
});

test('permissions that others were given are taken back', async () => {
  const folder = await folderWithSecret();
  for (const file of [sealedFile(folder), keyFile(folder)]) chmodSync(file, 0o644);
  await open(folder).load();
  expect([modeOf(sealedFile(folder)), modeOf(keyFile(folder))]).toEqual([0o600, 0o600]);
});

/** The first sealed value's bytes, changed. */
function alterSealed(folder: string, alter: (bytes: Buffer) => Buffer): void {
  const file = JSON.parse(readFileSync(sealedFile(folder), 'utf8')) as { secrets: Record<string, { sealed: string }> };
  const token = file.secrets['token'];
  if (token) token.sealed = alter(Buffer.from(token.sealed, 'base64')).toString('base64');
  writeFileSync(sealedFile(folder), JSON.stringify(file));
}
const flip = (bytes: Buffer, at: number) => {
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return bytes;
};

test.each<[string, (folder: string) => void, string]>([
  ['a bit flipped in the nonce', (folder) => alterSealed(folder, (bytes) => flip(bytes, 0)), 'tampered'],
  ['a bit flipped in the text', (folder) => alterSealed(folder, (bytes) => flip(bytes, 14)), 'tampered'],
  ['a bit flipped in the tag', (folder) => alterSealed(folder, (bytes) => flip(bytes, bytes.length - 1)), 'tampered'],
  ['a truncated value', (folder) => alterSealed(folder, (bytes) => bytes.subarray(0, 20)), 'tampered'],
  ['an empty value', (folder) => alterSealed(folder, () => Buffer.alloc(0)), 'tampered'],
  ['an empty file', (folder) => writeFileSync(sealedFile(folder), ''), 'tampered'],
  ['a file that is not JSON', (folder) => writeFileSync(sealedFile(folder), '\u0000{'), 'tampered'],
  ['a later format', (folder) => writeFileSync(sealedFile(folder), '{"version":2}'), 'tampered'],
  ['a lost key', (folder) => rmSync(keyFile(folder)), 'key-unreadable'],
  ['a short key', (folder) => writeFileSync(keyFile(folder), 'short'), 'key-unreadable'],
  ['another key', (folder) => writeFileSync(keyFile(folder), systemRandom.bytes(32)), 'tampered'],
])('%s is told as secrets-unavailable, and secrets can be entered anew [S21]', async (_, damage, reason) => {
  const folder = await folderWithSecret();
  damage(folder);
  await expect(open(folder).load()).rejects.toMatchObject({ code: 'secrets-unavailable', params: { reason } });
  const store = open(folder);
  await store.save(new Map([['token', 'new']]));
  expect((await open(folder).load()).get('token')?.value).toBe('new');
});

test('a sealed value moved under another name does not open [S21]', async () => {
  const folder = await folderWithSecret();
  const file = JSON.parse(readFileSync(sealedFile(folder), 'utf8')) as { secrets: Record<string, unknown> };
  file.secrets['other'] = file.secrets['token'];
  writeFileSync(sealedFile(folder), JSON.stringify(file));
  await expect(open(folder).load()).rejects.toMatchObject({ code: 'secrets-unavailable' });
});

test('the desktop’s vault seals where it is there, and takes over what the key file sealed [S21]', async () => {
  const folder = await folderWithSecret();
  const vault = new Vault();
  expect(await open(folder, vault).kind()).toBe('keychain');
  expect((await open(folder, vault).load()).get('token')?.value).toBe(canary);
  expect(vault.sealed).toBe(2);
  expect(readFileSync(sealedFile(folder), 'utf8')).not.toContain('"file"');

  vault.isStale = true; // the vault's own key was rotated
  await open(folder, vault).load();
  expect(vault.sealed).toBe(4);

  vault.isThere = false;
  await expect(open(folder, vault).load()).rejects.toMatchObject({ params: { reason: 'keychain-locked' } });
  expect(existsSync(sealedFile(folder))).toBe(true);
});
