import { parseSignature } from '../cms/parse-signature.ts';
import { CryptoError } from '../errors.ts';
import type { ReaderLimits } from '../pdf-reader/limits.ts';
import { PdfFile } from '../pdf-reader/pdf-file.ts';
import { PdfString, sameBytes } from '../pdf-reader/pdf-value.ts';
import { trimContents } from './contents-der.ts';
import { findSignatures } from './find-signatures.ts';
import { readSecurityStore } from './security-store.ts';
import { takeSnapshots } from './snapshot.ts';

/**
 * Every certificate (DER, each once) that a PDF's signatures, their timestamps and its security store carry, so that
 * revocation lists can be fetched before verifying. Nothing is checked here; a file that cannot be read has none.
 */
export function certificatesIn(pdf: Uint8Array, limits?: ReaderLimits): Uint8Array[] {
  const found: Uint8Array[] = [];
  const add = (certificates: Uint8Array[]) => {
    for (const der of certificates) if (!found.some((known) => sameBytes(known, der))) found.push(der);
  };
  try {
    const file = PdfFile.open(pdf, limits);
    for (const { value } of findSignatures(takeSnapshots(file))) {
      const contents = value?.get('Contents');
      if (contents instanceof PdfString) add(ofContainer(contents.bytes));
    }
    add(readSecurityStore(file.latest()).all.certificates);
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
  }
  return found;
}

function ofContainer(contents: Uint8Array): Uint8Array[] {
  const der = trimContents(contents);
  return der === undefined ? [] : ofSignature(der);
}

function ofSignature(der: Uint8Array): Uint8Array[] {
  try {
    const { certificates, timestampToken } = parseSignature(der);
    return timestampToken === undefined ? certificates : [...certificates, ...ofSignature(timestampToken)];
  } catch (error) {
    if (error instanceof CryptoError) return [];
    throw error;
  }
}
