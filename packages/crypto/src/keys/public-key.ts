import { createPublicKey, type KeyObject } from 'node:crypto';
import { wholeBits } from '../asn1/decode.ts';
import { childrenOfTag, readElement } from '../asn1/element.ts';
import { CryptoError } from '../errors.ts';
import { Recent } from '../recent.ts';
import { isSm2Key, isSm2KeyInfo } from './sm2-identity.ts';

/**
 * Reads a SubjectPublicKeyInfo (DER). Elliptic-curve keys must name their curve: explicit parameters let a forger
 * choose the generator (CVE-2020-0601), and RFC 5480 §2.1.1 forbids them. The point at infinity, which OpenSSL reads, is no key:
 * anybody can make signatures that it verifies (SP 800-56A §5.6.2.3.3, GB/T 32918.1 §6.2.1); nor is the hybrid form (RFC 5480 §2.2).
 * @throws CryptoError KEY_INVALID
 */
export function readPublicKey(spki: Uint8Array): KeyObject {
  return recent.get(spki, () => read(spki));
}

const recent = new Recent<KeyObject>({ capacity: 500, maxOctets: 2048 });

function read(spki: Uint8Array): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new CryptoError('KEY_INVALID', 'The public key is not a SubjectPublicKeyInfo we can use.', {
      cause,
    });
  }
  if (key.asymmetricKeyType === 'ec' && !namesItsCurve(spki)) {
    throw new CryptoError('KEY_INVALID', 'The public key spells out its curve instead of naming one.');
  }
  if (key.asymmetricKeyType === undefined && !isSm2KeyInfo(spki)) {
    throw new CryptoError('KEY_INVALID', 'The public key is of a kind that is not used here.');
  }
  if (!hasExponent(key)) {
    throw new CryptoError('KEY_INVALID', 'The exponent of the public key is none that RSA can use.');
  }
  if ((key.asymmetricKeyType === 'ec' || key.asymmetricKeyType === undefined) && !holdsPoint(spki)) {
    throw new CryptoError('KEY_INVALID', 'The public key is no point of its curve that can be used.');
  }
  return key;
}

function namesItsCurve(spki: Uint8Array): boolean {
  const [identifier] = childrenOfTag(readElement(spki), 0x30);
  return childrenOfTag(identifier, 0x30)[1]?.tag === 0x06;
}

/** RFC 8017 §3.1: odd, and at least 3. With 1 every padded digest is its own signature. */
function hasExponent({ asymmetricKeyDetails }: KeyObject): boolean {
  const exponent = asymmetricKeyDetails?.publicExponent;
  return exponent === undefined || (exponent >= 3n && exponent % 2n === 1n);
}

/** Written out, or compressed with the sign of its y (SEC 1 §2.3.3). */
const POINT_FORMS = [0x02, 0x03, 0x04];

function holdsPoint(spki: Uint8Array): boolean {
  const [form = 0] = wholeBits(childrenOfTag(readElement(spki), 0x30)[1]);
  return POINT_FORMS.includes(form);
}

/**
 * A short name for the kind and size of a public key (SubjectPublicKeyInfo DER), as `publicKeyName` gives it.
 * @throws CryptoError KEY_INVALID
 */
export function describePublicKey(spki: Uint8Array): string {
  return publicKeyName(readPublicKey(spki));
}

/**
 * As `describePublicKey`, and the exponent of an RSA key.
 * @throws CryptoError KEY_INVALID
 */
export function publicKeyDetails(spki: Uint8Array): { name: string; exponent: bigint | undefined } {
  const key = readPublicKey(spki);
  return { name: publicKeyName(key), exponent: key.asymmetricKeyDetails?.publicExponent };
}

/** A short name for a key's kind and size: `ec-p256`, `rsa-2048`, `sm2`, `ed25519`, `ec-brainpoolP256r1`. */
export function publicKeyName(key: KeyObject): string {
  const name = names.get(key) ?? nameOf(key);
  names.set(key, name);
  return name;
}

const names = new WeakMap<KeyObject, string>();

function nameOf(key: KeyObject): string {
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec') return `ec-${CURVE_NAMES[namedCurve ?? ''] ?? namedCurve}`;
  if (modulusLength !== undefined) return `${key.asymmetricKeyType}-${modulusLength}`;
  return key.asymmetricKeyType ?? (isSm2Key(key) ? 'sm2' : 'unknown');
}

const CURVE_NAMES: Record<string, string> = { prime256v1: 'p256', secp384r1: 'p384', secp521r1: 'p521' };
