import { createHash } from 'node:crypto';
import { latin1 } from '../mutate/latin1.ts';
import type { Authorities } from './authorities.ts';

export type SampleKind =
  | 'pdf'
  | 'signed-pdf'
  | 'certificate'
  | 'crl'
  | 'cms'
  | 'token'
  | 'timestamp-request'
  | 'timestamp-response'
  | 'ocsp-request'
  | 'ocsp-response'
  | 'content'
  | 'stream'
  | 'object'
  | 'path'
  | 'png';

export type Sample = { kind: SampleKind; name: string; bytes: Uint8Array };

/** Honest inputs to begin with, and who made the signatures in them. */
export type Corpus = {
  samples: Sample[];
  /** The one whose certificates, keys and requests the targets use. */
  authorities: Authorities;
  /** SHA-256, hex, of everything that the samples' signatures were made over: nothing else was ever signed. */
  signed: string[];
};

/** What every signature of a PDF covers, told from its text alone. */
export function coveredDigests(pdf: Uint8Array): string[] {
  const ranges = latin1(pdf).matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g);
  return [...ranges].map(([, ...numbers]) => coveredDigest(pdf, numbers.map(Number)));
}

/** @param range as in /ByteRange */
export function coveredDigest(pdf: Uint8Array, range: readonly number[]): string {
  const [start = 0, length = 0, second = 0, rest = 0] = range;
  const hash = createHash('sha256').update(pdf.subarray(start, start + length));
  return hash.update(pdf.subarray(second, second + rest)).digest('hex');
}

/** Bytes become text; times and plain values stay. */
export function writeCorpus(corpus: Corpus): string {
  return JSON.stringify(corpus, function encode(this: Record<string, unknown>, key: string, value: unknown) {
    // `value` is what a Buffer's own toJSON made of it.
    const bytes = this[key];
    return bytes instanceof Uint8Array ? { base64: Buffer.from(bytes).toString('base64') } : value;
  });
}

export function readCorpus(text: string): Corpus {
  const corpus: Corpus = JSON.parse(text, (_, value: unknown) =>
    isEncoded(value) ? new Uint8Array(Buffer.from(value.base64, 'base64')) : value,
  );
  return corpus;
}

function isEncoded(value: unknown): value is { base64: string } {
  return typeof value === 'object' && value !== null && 'base64' in value && typeof value.base64 === 'string';
}
