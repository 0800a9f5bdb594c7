import { CryptoError } from '../errors.ts';
import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import { isArray, type PdfDict, PdfStream } from '../pdf-reader/pdf-value.ts';

/** The validation data a document keeps (DSS, ETSI EN 319 142-1 §5.4.2), DER each. */
export type SecurityStore = { certificates: Uint8Array[]; crls: Uint8Array[]; ocspResponses: Uint8Array[] };

const MAX_ITEMS = 1000;

/** Reads the store as of one revision. What is unreadable in it is left out: it only helps, and decides nothing alone. */
export function readSecurityStore(document: PdfDocument): SecurityStore {
  const store = document.dict(document.catalog().get('DSS'));
  return {
    certificates: itemsOf(document, store, 'Certs'),
    crls: itemsOf(document, store, 'CRLs'),
    ocspResponses: itemsOf(document, store, 'OCSPs'),
  };
}

function itemsOf(document: PdfDocument, store: PdfDict | undefined, key: string): Uint8Array[] {
  const list = store === undefined ? null : document.get(store, key);
  if (!isArray(list)) return [];
  return list.slice(0, MAX_ITEMS).flatMap((item) => {
    try {
      const stream = document.resolve(item);
      return stream instanceof PdfStream ? [document.decode(stream)] : [];
    } catch (error) {
      if (error instanceof CryptoError && error.code === 'PDF_DAMAGED') return [];
      throw error;
    }
  });
}
