import { webcrypto } from 'node:crypto';
import type { Appearance, SigningKey } from '@chopmark/crypto';

/** An input: its size in bytes and its pages. */
export type Case = { size: number; pages: number };
/** By the case's name. */
export const CASES: Record<string, Case> = {
  '100 KB': { size: 100 * 1024, pages: 4 },
  '5 MB': { size: 5 * 1024 * 1024, pages: 20 },
};

/** In points from the lower left of the first page: a seal of 42 mm. */
export const PLACE = { page: 0, x: 400, y: 90, width: 119, height: 119 } as const;
/** The prepared, empty signature field at that place. */
export const FIELD = 'Seal';
export const SIGNER = { name: 'Wang Fang', reason: 'Signed and sealed', location: 'Beijing' } as const;

/** What every subject is given: the same file, key, certificates and seal. */
export type Material = {
  /** By the case's name. */
  pdfs: Record<string, Uint8Array>;
  key: SigningKey;
  certificate: Uint8Array;
  root: Uint8Array;
  seal: Extract<Appearance, { type: 'paths' }>;
  /** The same seal for those who want it as content of a page, on a square of its width. */
  sealOperators: string;
};

/** The file of a case. */
export function pdfOf({ pdfs }: Material, caseName: string): Uint8Array {
  const pdf = pdfs[caseName];
  if (!pdf) throw new Error(`there is no file for ${caseName}`);
  return pdf;
}

/** The key as Web Cryptography wants it. */
export function webCryptoKey({ key }: Material): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  return webcrypto.subtle.importKey('pkcs8', key.privateKey, algorithm, false, ['sign']);
}
