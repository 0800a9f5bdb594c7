import { seal, unseal } from '@chopmark/crypto/seal';

/**
 * A sealed value as a row holds it: octet 2, the data key's version in two octets, then what `seal` made. The first
 * release had no versions: its values begin with `seal`'s own octet 1 and belong to version 1. The database reads the same
 * (function sealed_version).
 */
const FORMAT = 2;
const HEADER = 3;

export function sealValue(
  { key, version }: { key: Uint8Array; version: number },
  plaintext: Uint8Array,
  aad: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    Buffer.concat([Buffer.of(FORMAT, version >> 8, version & 0xff), seal(key, plaintext, aad)]),
  );
}

export function versionOf(sealed: Uint8Array): number {
  return sealed[0] === FORMAT ? ((sealed[1] ?? 0) << 8) + (sealed[2] ?? 0) : 1;
}

/** @throws CryptoError UNSEAL_FAILED */
export function unsealValue(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array {
  return unseal(key, sealed[0] === FORMAT ? sealed.subarray(HEADER) : sealed, aad);
}

const text = new TextEncoder();

/** What a value is sealed for: it opens in the same tenant and for the same purpose only. */
export const sealedFor = (scope: string, purpose: string): Uint8Array => text.encode(`${scope}\n${purpose}`);
