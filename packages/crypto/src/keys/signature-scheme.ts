import { constants, createVerify, type KeyObject, verify } from 'node:crypto';
import { oidOf, smallInteger } from '../asn1/decode.ts';
import { type Asn1Element, childrenOf, childrenOfTag } from '../asn1/element.ts';
import { NULL, objectIdentifier, sequence } from '../asn1/encode.ts';
import { type DigestAlgorithm, nodeDigest, readDigestAlgorithm } from './digest-algorithm.ts';
import type { KeyAlgorithm } from './key-algorithm.ts';
import { isSm2Key, signerIdentity } from './sm2-identity.ts';

/** How a signature value was made, as its AlgorithmIdentifier says. */
export type SignatureScheme = {
  family: 'ecdsa' | 'rsa-pkcs1' | 'rsa-pss' | 'ed25519' | 'sm2';
  /** The digest under the signature; `undefined` where the identifier leaves it to SignerInfo.digestAlgorithm. */
  digest: DigestAlgorithm | undefined;
  saltLength?: number /* octets, RSASSA-PSS */;
};

const RSA_PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';

const SCHEMES: Record<string, SignatureScheme> = {
  '1.2.840.10045.4.1': { family: 'ecdsa', digest: 'SHA-1' },
  '1.2.840.10045.4.3.1': { family: 'ecdsa', digest: 'SHA-224' },
  '1.2.840.10045.4.3.2': { family: 'ecdsa', digest: 'SHA-256' },
  '1.2.840.10045.4.3.3': { family: 'ecdsa', digest: 'SHA-384' },
  '1.2.840.10045.4.3.4': { family: 'ecdsa', digest: 'SHA-512' },
  // Some signers name the key's algorithm instead of the signature's.
  '1.2.840.10045.2.1': { family: 'ecdsa', digest: undefined },
  '1.2.840.113549.1.1.1': { family: 'rsa-pkcs1', digest: undefined },
  '1.2.840.113549.1.1.5': { family: 'rsa-pkcs1', digest: 'SHA-1' },
  '1.2.840.113549.1.1.14': { family: 'rsa-pkcs1', digest: 'SHA-224' },
  '1.2.840.113549.1.1.11': { family: 'rsa-pkcs1', digest: 'SHA-256' },
  '1.2.840.113549.1.1.12': { family: 'rsa-pkcs1', digest: 'SHA-384' },
  '1.2.840.113549.1.1.13': { family: 'rsa-pkcs1', digest: 'SHA-512' },
  '1.3.101.112': { family: 'ed25519', digest: 'SHA-512' },
  '1.2.156.10197.1.501': { family: 'sm2', digest: 'SM3' },
  // GM/T 0010 names the signing algorithm, older software the curve, and leaves the digest to SignerInfo.
  '1.2.156.10197.1.301.1': { family: 'sm2', digest: undefined },
  '1.2.156.10197.1.301': { family: 'sm2', digest: undefined },
};

/** The scheme an AlgorithmIdentifier names; `undefined` when it is one we can't check. */
export function readSignatureScheme(identifier: Asn1Element | undefined): SignatureScheme | undefined {
  const [algorithm, parameters] = childrenOfTag(identifier, 0x30);
  const oid = oidOf(algorithm);
  return oid === RSA_PSS ? readPssParameters(parameters) : SCHEMES[oid];
}

/** RSASSA-PSS-params (RFC 4055 §3.1); all default to SHA-1, as does a missing structure. */
function readPssParameters(parameters: Asn1Element | undefined): SignatureScheme | undefined {
  const fields = parameters?.tag === 0x30 ? childrenOf(parameters) : [];
  const field = (tag: number): Asn1Element | undefined => {
    const found = fields.find((candidate) => candidate.tag === tag);
    return found && childrenOf(found)[0];
  };
  const hash = field(0xa0);
  const mask = field(0xa1);
  const salt = field(0xa2);
  const digest = hash ? readDigestAlgorithm(hash) : 'SHA-1';
  const maskDigest = mask ? readMaskDigest(mask) : 'SHA-1';
  // OpenSSL, and so Node, checks PSS only with one digest for message and mask; nobody signs otherwise.
  if (digest === undefined || digest !== maskDigest) return undefined;
  return { family: 'rsa-pss', digest, saltLength: salt ? smallInteger(salt) : 20 };
}

function readMaskDigest(mask: Asn1Element): DigestAlgorithm | undefined {
  const [algorithm, parameters] = childrenOfTag(mask, 0x30);
  return oidOf(algorithm) === MGF1 ? readDigestAlgorithm(parameters) : undefined;
}

/** AlgorithmIdentifier of the signatures `signWithKey` makes (RFC 5758 §3.2: ECDSA has no parameters, nor has SM2; RFC 4055 §5: RSA has NULL). */
export function signatureIdentifier(algorithm: KeyAlgorithm): Uint8Array {
  switch (algorithm) {
    case 'ec-p256':
      return sequence(objectIdentifier('1.2.840.10045.4.3.2'));
    case 'ec-p384':
      return sequence(objectIdentifier('1.2.840.10045.4.3.3'));
    case 'rsa-2048':
    case 'rsa-3072':
      return sequence(objectIdentifier('1.2.840.113549.1.1.11'), NULL);
    case 'sm2':
      return sequence(objectIdentifier('1.2.156.10197.1.501'));
  }
}

const KEY_TYPES: Record<Exclude<SignatureScheme['family'], 'sm2'>, string[]> = {
  ecdsa: ['ec'],
  'rsa-pkcs1': ['rsa'],
  'rsa-pss': ['rsa', 'rsa-pss'],
  ed25519: ['ed25519'],
};

/** Whether `signature` over `data` was made by the owner of `key`; false too when the key is of another kind. */
export function checkSignature(
  scheme: SignatureScheme & { digest: DigestAlgorithm },
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    if (scheme.family === 'sm2') return checkSm2Signature(scheme.digest, key, data, signature);
    if (!KEY_TYPES[scheme.family].includes(key.asymmetricKeyType ?? '')) return false;
    if (scheme.family === 'ed25519') return verify(null, data, key, signature);
    return verify(nodeDigest(scheme.digest), data, { key, ...paddingOf(scheme) }, signature);
  } catch {
    // OpenSSL throws instead of answering for some malformed signature values and parameters.
    return false;
  }
}

/** GB/T 32918.2 §7: the signer's identity is part of what is signed, and defined with SM3 only. */
function checkSm2Signature(
  digest: DigestAlgorithm,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (digest !== 'SM3' || !isSm2Key(key)) return false;
  return createVerify('sm3').update(signerIdentity(key)).update(data).verify(key, signature);
}

function paddingOf({ family, saltLength }: SignatureScheme) {
  if (family === 'rsa-pkcs1') return { padding: constants.RSA_PKCS1_PADDING };
  if (family !== 'rsa-pss') return {};
  return { padding: constants.RSA_PKCS1_PSS_PADDING, ...(saltLength !== undefined && { saltLength }) };
}
