import { createHash } from 'node:crypto';
import { PluginError } from '../errors.ts';

const maxKeyLength = 400;
/**
 * Folders, then a content address. Lower case only, so that a file system that ignores case keeps keys apart; no dot
 * leads a part, so `..` can't occur; ends in a hash, so no key is a folder of another.
 */
const grammar = /^(?:[a-z0-9][a-z0-9._-]*\/)*sha256\/([0-9a-f]{2})\/(\1[0-9a-f]{62})$/;

/** `sha256/ab/ab…`: the storage key of these bytes. */
export function contentAddress(bytes: Uint8Array): string {
  const hash = sha256(bytes);
  return `sha256/${hash.slice(0, 2)}/${hash}`;
}

/** @throws PluginError STORAGE_KEY for anything outside the grammar: traversal, absolute paths, control characters, upper case */
export function checkStorageKey(key: string): void {
  if (key.length <= maxKeyLength && grammar.test(key)) return;
  throw new PluginError(
    'STORAGE_KEY',
    `${JSON.stringify(key.slice(0, 80))} is no storage key. Use contentAddress(), with lower-case folders before it if need be.`,
  );
}

/** Whether a well-formed key is the address of these bytes. */
export function fitsAddress(key: string, bytes: Uint8Array): boolean {
  return key.endsWith(sha256(bytes));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
