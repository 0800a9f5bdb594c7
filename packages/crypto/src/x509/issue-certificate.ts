import { createHash, type KeyObject } from 'node:crypto';
import { wholeBits } from '../asn1/decode.ts';
import { childrenOfTag, readElement } from '../asn1/element.ts';
import { bitString, certificateTime, integer, sequence, tagged, unsignedInteger } from '../asn1/encode.ts';
import { CryptoError } from '../errors.ts';
import type { SigningKey } from '../keys/key-algorithm.ts';
import { readPublicKey } from '../keys/public-key.ts';
import { publicKeyOf, signingFunction } from '../keys/sign-with-key.ts';
import { signatureIdentifier } from '../keys/signature-scheme.ts';
import { isSm2Key } from '../keys/sm2-identity.ts';
import { encodeExtensions } from './certificate-profiles.ts';
import type { CertificateInput, CertifiedInput } from './certificate-types.ts';
import { encodeName } from './name.ts';
import { type ParsedCertificate, parseCertificate } from './parsed-certificate.ts';

type Issuer = {
  name: Uint8Array;
  publicKey: Uint8Array;
  keyId: Uint8Array;
  /** Its certificate; none of a root that issues itself. */
  certificate?: ParsedCertificate;
};

const X509_V3 = 2;
const MAX_SERIAL_OCTETS = 20;

/**
 * Issues an X.509 v3 certificate after one of our RFC 5280 profiles; returns DER. The signature algorithm is the issuer key's.
 * The serial number is `serialNumber` read as an unsigned integer; read it back with `describeCertificate`, which shows
 * it without leading zero octets.
 * @throws CryptoError CERTIFICATE_INPUT_INVALID (the message names the field), CERTIFICATE_INVALID (issuer), KEY_INVALID
 */
export async function issueCertificate(input: CertificateInput): Promise<Uint8Array> {
  const { issuer, issuerKey, ...subject } = input;
  if (issuer !== 'self')
    return certificateIssuer({ certificate: issuer.certificate, key: issuerKey })(subject);
  const { publicKey } = subject;
  return issuing(
    { name: encodeName(subject.subject), publicKey, keyId: keyIdOf(publicKey) },
    issuerKey,
  )(subject);
}

/**
 * As `issueCertificate`, for an authority that issues many: its certificate and key are read once. What it returns holds the key
 * for as long as it is kept.
 * @throws CryptoError CERTIFICATE_INPUT_INVALID when key and certificate don't belong together, CERTIFICATE_INVALID, KEY_INVALID
 */
export function certificateIssuer(authority: {
  certificate: Uint8Array;
  key: SigningKey;
}): (subject: CertifiedInput) => Uint8Array {
  const certificate = parseCertificate(authority.certificate);
  const { subject, publicKey } = certificate;
  return issuing(
    { name: subject.raw, publicKey, keyId: issuerKeyId(certificate), certificate },
    authority.key,
  );
}

function issuing(issuer: Issuer, key: SigningKey): (subject: CertifiedInput) => Uint8Array {
  checkKeysMatch(issuer.publicKey, publicKeyOf(key));
  const sign = signingFunction(key);
  const algorithm = signatureIdentifier(key.algorithm);
  return (input) => {
    checkInput(input, issuer);
    checkFamily(readPublicKey(input.publicKey), key);
    const tbs = sequence(
      tagged(0, integer(X509_V3)),
      unsignedInteger(input.serialNumber),
      algorithm,
      issuer.name,
      sequence(certificateTime(input.notBefore), certificateTime(input.notAfter)),
      encodeName(input.subject),
      input.publicKey,
      encodeExtensions(input, { subject: keyIdOf(input.publicKey), authority: issuer.keyId }),
    );
    return withSignature(tbs, algorithm, sign);
  };
}

/** SIGNED{…} of RFC 5280 §4.1 and §5.1: what is signed, the algorithm, the signature. */
export function signed(tbs: Uint8Array, algorithm: Uint8Array, key: SigningKey): Uint8Array {
  return withSignature(tbs, algorithm, signingFunction(key));
}

function withSignature(tbs: Uint8Array, algorithm: Uint8Array, sign: (tbs: Uint8Array) => Uint8Array) {
  return sequence(tbs, algorithm, bitString(sign(tbs)));
}

/** The leftmost 160 bits of the key's SHA-256 (RFC 7093 §2 method 1). */
function keyIdOf(spki: Uint8Array): Uint8Array {
  const key = wholeBits(childrenOfTag(readElement(spki), 0x30)[1]);
  return new Uint8Array(createHash('sha256').update(key).digest().subarray(0, 20));
}

export function issuerKeyId(issuer: ParsedCertificate): Uint8Array {
  return issuer.subjectKeyId ? Buffer.from(issuer.subjectKeyId, 'hex') : keyIdOf(issuer.publicKey);
}

function checkMayIssue(issuer: ParsedCertificate, { profile }: CertifiedInput): void {
  if (!issuer.basicConstraints?.isCa || !(issuer.keyUsage?.includes('keyCertSign') ?? true)) {
    throw inputInvalid('The issuer certificate is not one of a certificate authority.');
  }
  if (profile === 'issuing-ca' && issuer.basicConstraints.pathLength === 0) {
    throw inputInvalid('The issuer may not issue further authorities (its path length is 0).');
  }
}

export function checkKeysMatch(certified: Uint8Array, own: Uint8Array): void {
  if (Buffer.compare(certified, own) === 0) return;
  throw inputInvalid("The issuer's private key does not belong to the issuer's certificate.");
}

function checkInput(input: CertifiedInput, issuer: Issuer): void {
  const { profile, serialNumber, notBefore, notAfter, event } = input;
  if ((profile === 'root') !== (issuer.certificate === undefined)) {
    throw inputInvalid('A root issues itself; every other certificate needs an issuer certificate.');
  }
  if ((profile === 'event') !== (event !== undefined)) {
    throw inputInvalid('A one-time certificate, and no other, names the event it is for.');
  }
  checkSerialNumber(serialNumber);
  if (!(notBefore.getTime() < notAfter.getTime())) {
    throw inputInvalid('The validity must begin before it ends.');
  }
  if (issuer.certificate) checkMayIssue(issuer.certificate, input);
}

/** A chain of ours is SM2 from root to leaf or nowhere: mixed ones only draw remarks (`MIXED_ALGORITHMS`). */
function checkFamily(publicKey: KeyObject, { algorithm }: SigningKey): void {
  if (isSm2Key(publicKey) === (algorithm === 'sm2')) return;
  throw inputInvalid(
    'An authority with an SM2 key certifies SM2 keys, and any other authority all but these. Choose the fitting one.',
  );
}

/** Positive and at most 20 octets (RFC 5280 §4.1.2.2). */
export function checkSerialNumber(serialNumber: Uint8Array): void {
  const isPositive = serialNumber.some((octet) => octet !== 0);
  const octets = serialNumber.length + ((serialNumber[0] ?? 0) >= 0x80 ? 1 : 0);
  if (isPositive && octets <= MAX_SERIAL_OCTETS) return;
  throw inputInvalid(`A serial number must be positive and at most ${MAX_SERIAL_OCTETS} octets long.`);
}

function inputInvalid(message: string): CryptoError {
  return new CryptoError('CERTIFICATE_INPUT_INVALID', message);
}
