import { octetsOf, oidOf, smallInteger, timeOf, wholeBits } from '../asn1/decode.ts';
import {
  type Asn1Element,
  childrenOf,
  childrenOfTag,
  expectTag,
  invalid,
  readElement,
} from '../asn1/element.ts';
import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import { readSignatureScheme, type SignatureScheme } from '../keys/signature-scheme.ts';
import { type Extensions, readExtensions } from '../x509/certificate-extensions.ts';
import { readName } from '../x509/name.ts';
import { type CertId, readCertId } from './cert-id.ts';

/** Who answers: by its name or by the SHA-1 of its key. */
export type ResponderId = { name: string /* as ParsedName.key */ } | { keyHash: Uint8Array };

/** What is said about one certificate. */
export type SingleResponse = {
  id: CertId;
  status: 'good' | 'revoked' | 'unknown';
  revokedAt: Date | undefined;
  reason: number | undefined;
  invalidSince: Date | undefined /* when the key may have been compromised */;
  thisUpdate: Date;
  nextUpdate: Date | undefined;
  archiveCutoff: Date | undefined /* certificates that expired since are still answered for */;
  hasUnknownCritical: boolean;
};

/** A BasicOCSPResponse (RFC 6960 §4.2.1). */
export type ParsedOcspResponse = {
  tbs: Uint8Array;
  scheme: SignatureScheme | undefined;
  signature: Uint8Array;
  responderId: ResponderId;
  producedAt: Date;
  singles: SingleResponse[];
  nonce: Uint8Array | undefined;
  hasUnknownCritical: boolean;
  certificates: Uint8Array[];
};

const MAX_RESPONSE_OCTETS = 1024 * 1024;
const MAX_CERTIFICATES = 20;

/** The status of an OCSPResponse and, where it is 0, what it says. */
type ReadOcspResponse = { status: number; basic: ParsedOcspResponse | undefined };

/**
 * Reads an OCSPResponse, or the BasicOCSPResponse that CAdES keeps alone.
 * @throws CryptoError OCSP_INVALID
 */
export function parseOcspResponse(der: Uint8Array): ReadOcspResponse {
  try {
    if (der.length > MAX_RESPONSE_OCTETS) throw invalid('it is too large');
    const whole = readElement(der);
    const [first, wrapper, ...rest] = childrenOfTag(whole, 0x30);
    if (first?.tag === 0x30) return { status: 0, basic: readBasic(whole) };
    const status = smallInteger(first, 0x0a);
    if (rest.length > 0) throw invalid('it has an unknown field');
    return { status, basic: status === 0 ? readBasic(basicIn(wrapper)) : undefined };
  } catch (cause) {
    throw new CryptoError('OCSP_INVALID', 'The answer is not a readable OCSP response.', { cause });
  }
}

function basicIn(wrapper: Asn1Element | undefined): Asn1Element {
  const [type, content] = childrenOfTag(childrenOfTag(wrapper, 0xa0)[0], 0x30);
  if (oidOf(type) !== OID.ocspBasic) throw invalid('it is not a basic response');
  return readElement(octetsOf(content));
}

function readBasic(basic: Asn1Element): ParsedOcspResponse {
  const [data, algorithm, signature, wrapper] = childrenOfTag(basic, 0x30);
  const fields = childrenOfTag(data, 0x30);
  const version = fields[0]?.tag === 0xa0 ? fields.shift() : undefined;
  if (version && smallInteger(childrenOf(version)[0]) !== 0) throw invalid('it is of an unknown version');
  const [responderId, producedAt, responses, extensionList] = fields;
  const extensions = extensionsIn(extensionList);
  const nonce = extensions.get(OID.ocspNonce);
  const certificates = wrapper ? childrenOfTag(childrenOfTag(wrapper, 0xa0)[0], 0x30) : [];
  if (certificates.length > MAX_CERTIFICATES) throw invalid('it brings too many certificates');
  return {
    tbs: expectTag(data, 0x30).raw,
    scheme: readSignatureScheme(algorithm),
    signature: wholeBits(signature),
    responderId: readResponderId(responderId),
    producedAt: timeOf(producedAt),
    singles: childrenOfTag(responses, 0x30).map(readSingle),
    nonce: nonce && readNonceValue(nonce.value),
    hasUnknownCritical: hasUnknownCritical(extensions, [OID.ocspNonce]),
    certificates: certificates.map(({ raw }) => raw),
  };
}

function readResponderId(element: Asn1Element | undefined): ResponderId {
  if (element?.tag === 0xa1) return { name: readName(childrenOf(element)[0]).key };
  return { keyHash: octetsOf(childrenOfTag(element, 0xa2)[0]) };
}

function readSingle(element: Asn1Element): SingleResponse {
  const [id, status, thisUpdate, ...rest] = childrenOfTag(element, 0x30);
  const nextUpdate = rest[0]?.tag === 0xa0 ? rest.shift() : undefined;
  const extensions = extensionsIn(rest.shift());
  const invalidSince = extensions.get(OID.invalidityDate);
  const cutoff = extensions.get(OID.ocspArchiveCutoff);
  return {
    id: readCertId(id),
    ...readStatus(status),
    invalidSince: invalidSince && timeOf(readElement(invalidSince.value)),
    thisUpdate: timeOf(thisUpdate),
    nextUpdate: nextUpdate && timeOf(childrenOf(nextUpdate)[0]),
    archiveCutoff: cutoff && timeOf(readElement(cutoff.value)),
    hasUnknownCritical: hasUnknownCritical(extensions, [OID.invalidityDate, OID.ocspArchiveCutoff]),
  };
}

function readStatus(element: Asn1Element | undefined) {
  const nothing = { revokedAt: undefined, reason: undefined };
  if (element?.tag === 0x80) return { status: 'good' as const, ...nothing };
  if (element?.tag === 0x82) return { status: 'unknown' as const, ...nothing };
  const [revokedAt, reason] = childrenOfTag(element, 0xa1);
  return {
    status: 'revoked' as const,
    revokedAt: timeOf(revokedAt),
    reason: reason && smallInteger(childrenOfTag(reason, 0xa0)[0], 0x0a),
  };
}

function extensionsIn(wrapper: Asn1Element | undefined): Extensions {
  return wrapper === undefined ? new Map() : readExtensions(childrenOfTag(wrapper, 0xa1)[0]);
}

function hasUnknownCritical(extensions: Extensions, known: string[]): boolean {
  return [...extensions].some(([oid, { critical }]) => critical && !known.includes(oid));
}

/** Old responders put the nonce into extnValue without an OCTET STRING of its own. */
function readNonceValue(value: Uint8Array): Uint8Array {
  try {
    return octetsOf(readElement(value));
  } catch (error) {
    if (error instanceof CryptoError) return value;
    throw error;
  }
}
