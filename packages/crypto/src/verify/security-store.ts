import { CryptoError } from '../errors.ts';
import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import type { PdfFile } from '../pdf-reader/pdf-file.ts';
import { isArray, PdfDict, PdfRef, PdfStream } from '../pdf-reader/pdf-value.ts';
import { securityStoreKey } from '../pdf-reader/security-store-key.ts';
import { joinData, type ValidationData } from '../x509/validation-data.ts';
import type { CheckedSignature } from './check-signature.ts';

/** The validation data a document keeps (DSS, ETSI EN 319 142-1 §5.4.2). */
export type SecurityStore = {
  /** For all signatures. */
  all: ValidationData;
  /** By upper-case key of the one signature or timestamp it is for (VRI). */
  related: Map<string, ValidationData>;
};

const MAX_ITEMS = 1000;
const MAX_RELATED = 500;

/** The stores of a file by revision, each read once; what several hold is one and the same array of bytes. */
export function securityStores(file: PdfFile): (revision: number) => SecurityStore {
  const stores = new Map<number, SecurityStore>();
  const items = new Map<string, Uint8Array>();
  const shared = (der: Uint8Array): Uint8Array => {
    const key = Buffer.from(der).toString('latin1');
    const known = items.get(key) ?? der;
    items.set(key, known);
    return known;
  };
  const sharing = ({ certificates, crls, ocsps }: ValidationData): ValidationData => ({
    certificates: certificates.map(shared),
    crls: crls.map(shared),
    ocsps: ocsps.map(shared),
  });
  return (revision) => {
    const known = stores.get(revision);
    if (known) return known;
    const { all, related } = readSecurityStore(file.at(revision));
    const store = {
      all: sharing(all),
      related: new Map([...related].map(([key, data]) => [key, sharing(data)])),
    };
    stores.set(revision, store);
    return store;
  };
}

/** Reads the store as of one revision. What is unreadable in it is left out: it only helps, and decides nothing alone. */
export function readSecurityStore(document: PdfDocument): SecurityStore {
  const store = document.dict(document.catalog().get('DSS'));
  const related = new Map<string, ValidationData>();
  const entries = store && document.dict(store.get('VRI'));
  for (const [key, value] of [...(entries?.entries ?? [])].slice(0, MAX_RELATED)) {
    const entry = document.resolve(value);
    if (!(entry instanceof PdfDict)) continue;
    related.set(key.toUpperCase(), {
      certificates: itemsOf(document, entry, 'Cert'),
      crls: itemsOf(document, entry, 'CRL'),
      ocsps: itemsOf(document, entry, 'OCSP'),
    });
  }
  return {
    all: {
      certificates: itemsOf(document, store, 'Certs'),
      crls: itemsOf(document, store, 'CRLs'),
      ocsps: itemsOf(document, store, 'OCSPs'),
    },
    related,
  };
}

/** What the store holds for one signature: what is for all, and what is for it alone. */
export function storedFor({ all, related }: SecurityStore, { covered }: CheckedSignature): ValidationData {
  const own = covered.covered ? related.get(securityStoreKey(covered.contents)) : undefined;
  return own === undefined ? all : joinData(all, own);
}

/** What a signature brings itself, its timestamp's included; a document timestamp likewise. */
export function broughtBy(signature: CheckedSignature): ValidationData {
  const brought = [signature.parsed, signature.signatureTimestamp, signature.documentTimestamp];
  return {
    certificates: brought.flatMap((each) => each?.certificates ?? []),
    crls: brought.flatMap((each) => each?.crls ?? []),
    ocsps: brought.flatMap((each) => each?.ocspResponses ?? []),
  };
}

function itemsOf(document: PdfDocument, store: PdfDict | undefined, key: string): Uint8Array[] {
  const list = store === undefined ? null : document.get(store, key);
  if (!isArray(list)) return [];
  const items = new Map(
    list.slice(0, MAX_ITEMS).map((item) => [item instanceof PdfRef ? item.num : item, item]),
  );
  return [...items.values()].flatMap((item) => {
    try {
      const stream = document.resolve(item);
      return stream instanceof PdfStream ? [document.decode(stream)] : [];
    } catch (error) {
      if (error instanceof CryptoError && error.code === 'PDF_DAMAGED') return [];
      throw error;
    }
  });
}
