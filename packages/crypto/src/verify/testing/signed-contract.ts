import * as doc from './contract.ts';
import { appendRevision, type Objects, stream } from './pdf-maker.ts';
import { cmsOf, type SignOptions, sign, type Trade, timestamp } from './signing.ts';

/** Signs the buyer's field, B-T, with a visible appearance. */
export function signAsBuyer(trade: Trade, pdf: Uint8Array, options: Partial<SignOptions> = {}): Uint8Array {
  return sign(pdf, {
    objects: (value) => ({
      [doc.BUYER]: doc.signatureField('buyer', `/V ${value} /AP << /N 21 0 R >>`),
      21: doc.appearance(),
    }),
    contents: (digest) => cmsOf(trade.buyer, digest, trade.tsa),
    ...options,
  });
}

/** Signs the seller's field, B-B, without an appearance. */
export function signAsSeller(trade: Trade, pdf: Uint8Array, options: Partial<SignOptions> = {}): Uint8Array {
  return sign(pdf, {
    objects: (value) => ({
      [doc.SELLER]: doc.signatureField('seller', `/V ${value}`, '300 100 400 160'),
    }),
    contents: (digest) => cmsOf(trade.seller, digest),
    number: 22,
    ...options,
  });
}

/** Certifies with a hidden field of its own as the first signature. */
export function certify(trade: Trade, pdf: Uint8Array, p: 1 | 2 | 3): Uint8Array {
  const fields = `${doc.FORM_FIELDS} 14 0 R`;
  return sign(pdf, {
    objects: (value) => ({
      1: doc.catalogObject(`/Perms << /DocMDP ${value} >>`),
      3: doc.pageObject(fields),
      6: doc.formObject(fields),
      14: doc.signatureField('certification', `/V ${value}`, '0 0 0 0'),
    }),
    number: 24,
    entries: `/Reference [ << /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /V /1.2 /P ${p} >> >> ]`,
    contents: (digest) => cmsOf(trade.seller, digest),
  });
}

/** The catalogue, page and form as `certify` leaves them, with room for more. */
export function certifiedObjects(
  more: { catalog?: string; annotations?: string; fields?: string } = {},
): Objects {
  return {
    1: doc.catalogObject(`/Perms << /DocMDP 24 0 R >> ${more.catalog ?? ''}`),
    3: doc.pageObject(`${doc.FORM_FIELDS} 14 0 R ${more.annotations ?? ''}`),
    6: doc.formObject(`${doc.FORM_FIELDS} 14 0 R ${more.fields ?? ''}`),
  };
}

/** Adds certificates and CRL as long-term validation data. */
export function addSecurityStore(trade: Trade, pdf: Uint8Array, catalog: string): Uint8Array {
  const data = (der: Uint8Array) => stream(Buffer.from(der).toString('latin1'));
  return appendRevision(pdf, {
    1: catalog.replace(/>>$/, '/DSS 50 0 R >>'),
    50: '<< /Certs [51 0 R 52 0 R 53 0 R 54 0 R] /CRLs [55 0 R] >>',
    51: data(trade.root),
    52: data(trade.buyer.certificate),
    53: data(trade.seller.certificate),
    54: data(trade.tsa.certificate),
    55: data(trade.crl),
  });
}

/** Adds a document timestamp in a hidden field of its own. */
export function addDocumentTimestamp(
  trade: Trade,
  pdf: Uint8Array,
  fields = doc.FORM_FIELDS,
  time?: Date,
): Uint8Array {
  return sign(pdf, {
    objects: (value) => ({
      3: doc.pageObject(`${fields} 60 0 R`),
      6: doc.formObject(`${fields} 60 0 R`),
      60: doc.signatureField('timestamp', `/V ${value}`, '0 0 0 0'),
    }),
    number: 61,
    subFilter: 'ETSI.RFC3161',
    contents: (digest) => timestamp(trade.tsa, digest, time),
  });
}
