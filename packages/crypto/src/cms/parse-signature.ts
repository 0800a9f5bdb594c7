import { octetsOf, oidOf, timeOf } from '../asn1/decode.ts';
import {
  type Asn1Element,
  childrenOf,
  childrenOfTag,
  expectTag,
  invalid,
  readPaddedElement,
} from '../asn1/element.ts';
import { concat } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import { readDigestAlgorithm } from '../keys/digest-algorithm.ts';
import { readSignatureScheme } from '../keys/signature-scheme.ts';
import { type Attributes, onlyValue, readAttributes } from './attributes.ts';
import { readEssCertificateId } from './ess-certificate-id.ts';
import type { ParsedSignature } from './parsed-signature.ts';
import { readRevocationChoices, readRevocationLists } from './revocation-values.ts';
import { findSignerCertificate } from './signer-certificate.ts';

const MAX_CMS_OCTETS = 16 * 1024 * 1024;

/**
 * Reads a CMS SignedData with one signer (RFC 5652) from our or other software: DER or BER, padded with zero octets
 * or not, with or without signed attributes; also by the object identifiers of GB/T 35275. Damaged and hostile input gives one error, in time linear in its size.
 * @throws CryptoError CMS_INVALID
 */
export function parseSignature(der: Uint8Array): ParsedSignature {
  try {
    if (der.length > MAX_CMS_OCTETS) throw invalid('it is too large');
    return readSignedData(readPaddedElement(der));
  } catch (cause) {
    throw new CryptoError('CMS_INVALID', 'The signature is not a readable CMS SignedData with one signer.', {
      cause,
    });
  }
}

function readSignedData(contentInfo: Asn1Element): ParsedSignature {
  const [type, wrapper] = childrenOfTag(contentInfo, 0x30);
  const typeOid = oidOf(type);
  if (typeOid !== OID.signedData && typeOid !== OID.nationalSignedData) throw invalid('it is not SignedData');
  const [, , encapsulated, ...rest] = childrenOfTag(childrenOfTag(wrapper, 0xa0)[0], 0x30);
  const signers = childrenOfTag(
    rest.find(({ tag }) => tag === 0x31),
    0x31,
  );
  if (signers.length !== 1) throw invalid(`it has ${signers.length} signers`);
  const certificates = rest.find(({ tag }) => tag === 0xa0);
  const crls = rest.find(({ tag }) => tag === 0xa1);
  const embedded = certificates ? childrenOf(certificates).filter(({ tag }) => tag === 0x30) : [];
  return {
    isNational: typeOid === OID.nationalSignedData,
    ...readContent(encapsulated),
    ...readSignerInfo(
      signers[0],
      embedded.map(({ raw }) => raw),
      readRevocationChoices(crls),
    ),
  };
}

function readContent(encapsulated: Asn1Element | undefined) {
  const [contentType, wrapper] = childrenOfTag(encapsulated, 0x30);
  return {
    contentType: oidOf(contentType),
    content: wrapper && octetsOf(childrenOfTag(wrapper, 0xa0)[0]),
  };
}

type RevocationValues = { crls: Uint8Array[]; ocspResponses: Uint8Array[] };

function readSignerInfo(
  signerInfo: Asn1Element | undefined,
  certificates: Uint8Array[],
  embedded: RevocationValues,
) {
  const [, signerId, digestAlgorithm, ...rest] = childrenOfTag(signerInfo, 0x30);
  const signed = rest[0]?.tag === 0xa0 ? rest.shift() : undefined;
  const [scheme, signature, unsigned] = rest;
  const signedAttributes = signed && concat([Uint8Array.of(0x31), signed.raw.subarray(1)]);
  const attributes: Attributes = signedAttributes ? readAttributes(signedAttributes) : new Map();
  const unsignedAttributes: Attributes = unsigned ? readAttributes(expectTag(unsigned, 0xa1).raw) : new Map();
  const brought = [
    embedded,
    readRevocationLists(onlyValue(attributes, OID.adobeRevocationInfo)),
    readRevocationLists(onlyValue(unsignedAttributes, OID.revocationValues)),
  ];
  const signingCertificate = readEssCertificateId(attributes);
  return {
    digestAlgorithm: readDigestAlgorithm(digestAlgorithm),
    scheme: readSignatureScheme(scheme),
    signature: octetsOf(signature),
    signedAttributes,
    ...readSignedValues(attributes),
    protectsAlgorithms: agreesOnAlgorithms(attributes, digestAlgorithm, scheme),
    signingCertificate,
    signerCertificate: findSignerCertificate(signerId, certificates, signingCertificate),
    certificates,
    crls: brought.flatMap(({ crls }) => crls),
    ocspResponses: brought.flatMap(({ ocspResponses }) => ocspResponses),
    timestampToken: unsignedAttributes.get(OID.signatureTimestamp)?.[0]?.raw,
    unsignedAttributes: [...unsignedAttributes.keys()],
  };
}

function readSignedValues(attributes: Attributes) {
  const contentType = onlyValue(attributes, OID.contentType);
  const messageDigest = onlyValue(attributes, OID.messageDigest);
  const signingTime = onlyValue(attributes, OID.signingTime);
  return {
    signedContentType: contentType && oidOf(contentType),
    messageDigest: messageDigest && octetsOf(messageDigest),
    signingTime: signingTime && timeOf(signingTime),
  };
}

/** Whether the algorithms named outside are the signed ones, where CMSAlgorithmProtection says which (RFC 6211). */
function agreesOnAlgorithms(
  attributes: Attributes,
  digestAlgorithm: Asn1Element | undefined,
  scheme: Asn1Element | undefined,
): boolean {
  const value = onlyValue(attributes, OID.algorithmProtection);
  if (value === undefined) return true;
  const [digest, signature] = childrenOfTag(value, 0x30);
  const isSameDigest =
    oidOf(childrenOfTag(digest, 0x30)[0]) === oidOf(childrenOfTag(digestAlgorithm, 0x30)[0]);
  return isSameDigest && oidOf(childrenOfTag(signature, 0xa1)[0]) === oidOf(childrenOfTag(scheme, 0x30)[0]);
}
