import { octetsOf, smallInteger } from '../asn1/decode.ts';
import { type Asn1Element, childrenOf, childrenOfTag, invalid, readElement } from '../asn1/element.ts';
import { objectIdentifier, octetString, sequence, tagged } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import type { DigestAlgorithm } from '../keys/digest-algorithm.ts';
import { type Extensions, readExtensions } from '../x509/certificate-extensions.ts';
import { type ParsedCertificate, parseCertificate } from '../x509/parsed-certificate.ts';
import { type CertId, encodeCertId, readCertId } from './cert-id.ts';

export type OcspRequestInput = {
  certificates: { certificate: Uint8Array; issuer: Uint8Array }[] /* DER, each with the one that signed it */;
  nonce?: Uint8Array /* 1 to 128 octets; RFC 9654 §2.1 wants 32 of a requester */;
  /** Of the issuers' names and keys in the request. SHA-1, which every responder knows (RFC 5019 §2.1.1), by default. */
  digestAlgorithm?: DigestAlgorithm;
};

/** RFC 9654 §2.1. */
const MAX_NONCE_OCTETS = 128;
/** A request about one certificate has some 120 octets; a signed one brings its certificates. */
const MAX_REQUEST_OCTETS = 16 * 1024;
const MAX_CERTIFICATES = 20;

/**
 * An OCSPRequest (RFC 6960 §4.1), unsigned, DER. For a GET it goes into the path in Base64 (RFC 6960 §A.1).
 * @throws CryptoError OCSP_INPUT_INVALID, CERTIFICATE_INVALID
 */
export function ocspRequest({
  certificates,
  nonce,
  digestAlgorithm = 'SHA-1',
}: OcspRequestInput): Uint8Array {
  if (certificates.length === 0 || certificates.length > MAX_CERTIFICATES) {
    throw inputInvalid(`A request asks about 1 to ${MAX_CERTIFICATES} certificates.`);
  }
  if (nonce && (nonce.length === 0 || nonce.length > MAX_NONCE_OCTETS)) {
    throw inputInvalid(`A nonce has 1 to ${MAX_NONCE_OCTETS} octets (RFC 9654 §2.1).`);
  }
  const requests = certificates.map((pair) => {
    const certificate = parseCertificate(pair.certificate);
    const issuer = parseCertificate(pair.issuer);
    checkIssuer(certificate, issuer);
    return sequence(encodeCertId(certificate, issuer, digestAlgorithm));
  });
  const extensions = nonce ? [tagged(2, sequence(nonceExtension(nonce)))] : [];
  return sequence(sequence(sequence(...requests), ...extensions));
}

/** Any other issuer would only give an answer about somebody else's certificate of that number. */
function checkIssuer(certificate: ParsedCertificate, issuer: ParsedCertificate): void {
  if (certificate.issuer.key === issuer.subject.key) return;
  throw inputInvalid('The issuer given is not the one that the certificate names.');
}

/** The extnValue holds an OCTET STRING, which holds the nonce (RFC 9654 §2.1). */
function nonceExtension(nonce: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(OID.ocspNonce), octetString(octetString(nonce)));
}

export type ParsedOcspRequest = {
  ids: CertId[];
  nonce: Uint8Array | undefined;
  /** The extension for the answer to repeat. */
  nonceExtension: Uint8Array | undefined;
};

/**
 * Reads what a stranger sent. A signature on the request is passed over: answers are the same for everybody.
 * @throws CryptoError ASN1_INVALID
 */
export function readOcspRequest(der: Uint8Array): ParsedOcspRequest {
  if (der.length > MAX_REQUEST_OCTETS) throw invalid('it is too large');
  const [tbs, signature, ...others] = childrenOfTag(readElement(der), 0x30);
  if (others.length > 0 || (signature && signature.tag !== 0xa0)) throw invalid('it has an unknown field');
  const fields = childrenOfTag(tbs, 0x30);
  const next = (tag: number) => (fields[0]?.tag === tag ? fields.shift() : undefined);
  const version = next(0xa0);
  next(0xa1); // requestorName
  const list = childrenOfTag(next(0x30), 0x30);
  const wrapper = next(0xa2);
  if (fields.length > 0) throw invalid('it has an unknown field');
  if (version && smallInteger(childrenOf(version)[0]) !== 0) throw invalid('it is of an unknown version');
  if (list.length === 0 || list.length > MAX_CERTIFICATES) throw invalid('it asks about none or too many');
  const extensions = readKnown(wrapper);
  return { ids: list.map(readRequest), ...readNonce(extensions, wrapper) };
}

function readRequest(element: Asn1Element): CertId {
  const [id, wrapper, ...rest] = childrenOfTag(element, 0x30);
  if (rest.length > 0 || (wrapper && wrapper.tag !== 0xa0)) throw invalid('it has an unknown field');
  readKnown(wrapper);
  return readCertId(id);
}

/** RFC 6960 §4.4: what is critical and unknown to us must not be passed over. */
function readKnown(wrapper: Asn1Element | undefined): Extensions {
  const extensions: Extensions = wrapper ? readExtensions(childrenOf(wrapper)[0]) : new Map();
  for (const [oid, { critical }] of extensions) {
    if (critical && oid !== OID.ocspNonce) throw invalid(`its critical extension ${oid} is unknown`);
  }
  return extensions;
}

function readNonce(extensions: Extensions, wrapper: Asn1Element | undefined) {
  const value = extensions.get(OID.ocspNonce)?.value;
  if (value === undefined || wrapper === undefined) return { nonce: undefined, nonceExtension: undefined };
  const nonce = octetsOf(readElement(value));
  if (nonce.length === 0 || nonce.length > MAX_NONCE_OCTETS) throw invalid('its nonce has a wrong length');
  return { nonce, nonceExtension: nonceExtension(nonce) };
}

function inputInvalid(message: string): CryptoError {
  return new CryptoError('OCSP_INPUT_INVALID', message);
}
