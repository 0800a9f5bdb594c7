import { createVerify, X509Certificate } from 'node:crypto';
import { isIssuedBy } from '@chopmark/crypto';
import { childAt, type DerValue, integerHex, oidText, readDer, timeOf } from './der.ts';

export type Crl = {
  number: bigint;
  thisUpdate: Date;
  nextUpdate: Date;
  revoked: { serialNumber: string; revokedAt: Date; reason: number }[];
};

const crlNumber = '2.5.29.20';
const crlReason = '2.5.29.21';
const sm2WithSm3 = '1.2.156.10197.1.501';
const hashes: Record<string, string> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};

/** Reads a version 2 CRL (RFC 5280 §5.1). */
export function readCrl(der: Uint8Array): Crl {
  const fields = childAt(readDer(der), 0).children;
  const [thisUpdate, nextUpdate] = fields.filter(({ tag }) => tag === 0x17 || tag === 0x18);
  const entries = fields.slice(1).find((field) => field.tag === 0x30 && isEntryList(field));
  const extensions = fields.find(({ tag }) => tag === 0xa0);
  if (!thisUpdate || !nextUpdate || !extensions) throw new Error('a CRL needs both dates and its extensions');
  return {
    number: BigInt(`0x${integerHex(readDer(extensionValue(childAt(extensions, 0), crlNumber)))}`),
    thisUpdate: timeOf(thisUpdate),
    nextUpdate: timeOf(nextUpdate),
    revoked: (entries?.children ?? []).map(readEntry),
  };
}

/** Whether the issuer's key signed the CRL, both of its algorithm fields agree, and it names that issuer. */
export function isSignedBy(der: Uint8Array, issuer: Uint8Array): boolean {
  const [tbs, outer, signature] = readDer(der).children;
  if (!tbs || !outer || !signature) return false;
  const algorithm = oidText(childAt(outer, 0));
  // Node has no check for it.
  if (algorithm === sm2WithSm3) return isIssuedBy(der, issuer);
  const hash = hashes[algorithm];
  if (hash === undefined) throw new Error('the suite does not know this signature algorithm');
  const issuerFields = childAt(readDer(issuer), 0).children;
  const subject = issuerFields[issuerFields[0]?.tag === 0xa0 ? 5 : 4];
  const agrees = childAt(tbs, 1).raw.equals(outer.raw) && subject?.raw.equals(childAt(tbs, 2).raw) === true;
  const { publicKey } = new X509Certificate(issuer);
  return agrees && createVerify(hash).update(tbs.raw).verify(publicKey, signature.content.subarray(1));
}

/** revokedCertificates begins with an entry that begins with a serial number; names and algorithms don't. */
function isEntryList({ children }: DerValue): boolean {
  return children[0]?.tag === 0x30 && children[0].children[0]?.tag === 0x02;
}

function readEntry(entry: DerValue): Crl['revoked'][number] {
  const [serialNumber, revokedAt, extensions] = entry.children;
  if (!serialNumber || !revokedAt) throw new Error('an entry needs a serial number and a date');
  const reason = extensions ? readDer(extensionValue(extensions, crlReason)).content.readUInt8(0) : 0;
  return { serialNumber: integerHex(serialNumber), revokedAt: timeOf(revokedAt), reason };
}

function extensionValue(extensions: DerValue, oid: string): Buffer {
  const found = extensions.children.find((extension) => oidText(childAt(extension, 0)) === oid);
  const value = found?.children.at(-1);
  if (!value) throw new Error(`no extension ${oid}`);
  return value.content;
}
