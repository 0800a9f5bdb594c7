import { integerHex, smallInteger, timeOf, wholeBits } from '../asn1/decode.ts';
import {
  type Asn1Element,
  childrenOf,
  childrenOfTag,
  eachChild,
  expectTag,
  invalid,
  readElement,
} from '../asn1/element.ts';
import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import { readSignatureScheme, type SignatureScheme } from '../keys/signature-scheme.ts';
import {
  authorityKeyIdOf,
  type Extensions,
  type IssuingDistributionPoint,
  issuingDistributionPointOf,
  readExtensions,
} from './certificate-extensions.ts';
import { type ParsedName, readName } from './name.ts';

/** A certificate revocation list (RFC 5280 §5); its entries are read when one is looked up. */
export type ParsedCrl = {
  tbs: Uint8Array;
  scheme: SignatureScheme | undefined;
  signature: Uint8Array;
  issuer: ParsedName;
  thisUpdate: Date;
  nextUpdate: Date | undefined;
  number: bigint | undefined;
  revoked: Asn1Element | undefined /* SEQUENCE OF entries */;
  authorityKeyId: string | undefined;
  limits: IssuingDistributionPoint | undefined;
  /** Until when certificates stay listed after they expired (ETSI/X.509 expiredCertsOnCRL). */
  expiredSince: Date | undefined;
  extensions: Extensions;
};

export type Revocation = {
  revokedAt: Date;
  reason: number | undefined /* undefined: the entry gives none */;
  invalidSince: Date | undefined /* when the key may have been compromised */;
};

const MAX_CRL_OCTETS = 64 * 1024 * 1024;

/** @throws CryptoError CRL_INVALID */
export function parseCrl(der: Uint8Array): ParsedCrl {
  try {
    if (der.length > MAX_CRL_OCTETS) throw invalid('it is too large');
    return readCrl(der);
  } catch (cause) {
    throw new CryptoError('CRL_INVALID', 'The certificate revocation list is not readable (DER).', { cause });
  }
}

function readCrl(der: Uint8Array): ParsedCrl {
  const [tbs, algorithm, signature] = childrenOfTag(readElement(der), 0x30);
  const fields = childrenOfTag(tbs, 0x30);
  if (fields[0]?.tag === 0x02) fields.shift();
  const [innerAlgorithm, issuer, thisUpdate, ...rest] = fields;
  if (Buffer.compare(expectTag(innerAlgorithm, 0x30).raw, expectTag(algorithm, 0x30).raw) !== 0) {
    throw invalid('its two signature algorithms differ');
  }
  const nextUpdate = rest[0]?.tag === 0x17 || rest[0]?.tag === 0x18 ? rest.shift() : undefined;
  const revoked = rest[0]?.tag === 0x30 ? rest.shift() : undefined;
  const wrapper = rest.shift();
  const extensions: Extensions = wrapper ? readExtensions(childrenOfTag(wrapper, 0xa0)[0]) : new Map();
  const expired = extensions.get(OID.expiredCertsOnCrl);
  return {
    tbs: expectTag(tbs, 0x30).raw,
    scheme: readSignatureScheme(algorithm),
    signature: wholeBits(signature),
    issuer: readName(issuer),
    thisUpdate: timeOf(thisUpdate),
    nextUpdate: nextUpdate && timeOf(nextUpdate),
    number: crlNumberOf(extensions),
    revoked,
    authorityKeyId: authorityKeyIdOf(extensions),
    limits: issuingDistributionPointOf(extensions),
    expiredSince: expired && timeOf(readElement(expired.value)),
    extensions,
  };
}

/** At most 20 octets, never negative (RFC 5280 §5.2.3). */
function crlNumberOf(extensions: Extensions): bigint | undefined {
  const extension = extensions.get(OID.crlNumber);
  if (extension === undefined) return undefined;
  const number = readElement(extension.value);
  const hex = integerHex(number);
  if (number.content.length > 20 || (number.content[0] ?? 0) >= 0x80)
    throw invalid('its number is out of range');
  return BigInt(`0x${hex}`);
}

/**
 * The entry for a certificate, `undefined` when it isn't listed. Compares encoded serial numbers and decodes only the
 * one entry that matches: lists of a million entries are common enough.
 * @throws CryptoError CRL_INVALID
 */
export function findRevocation(crl: ParsedCrl, serialNumber: string): Revocation | undefined {
  if (crl.revoked === undefined) return undefined;
  try {
    for (const entry of eachChild(crl.revoked)) {
      const { value: serial } = eachChild(entry).next();
      if (serial && integerHex(serial) === serialNumber) return readEntry(entry);
    }
    return undefined;
  } catch (cause) {
    throw new CryptoError('CRL_INVALID', 'An entry of the certificate revocation list is damaged.', {
      cause,
    });
  }
}

function readEntry(entry: Asn1Element): Revocation {
  const [, revokedAt, list] = childrenOf(entry);
  const extensions: Extensions = list ? readExtensions(list) : new Map();
  const reason = extensions.get(OID.crlReason);
  const invalidSince = extensions.get(OID.invalidityDate);
  return {
    revokedAt: timeOf(revokedAt),
    reason: reason && smallInteger(readElement(reason.value), 0x0a),
    invalidSince: invalidSince && timeOf(readElement(invalidSince.value)),
  };
}
