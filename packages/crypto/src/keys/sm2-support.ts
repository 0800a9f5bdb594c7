import {
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  generateKeyPairSync,
  getCurves,
  getHashes,
  type KeyObject,
} from 'node:crypto';
import { CryptoError } from '../errors.ts';
import { isSm2Key, signerIdentity } from './sm2-identity.ts';

let support: boolean | undefined;

/**
 * Whether the running OpenSSL really does SM2 and SM3: it accepts the standard's own signature, makes one itself that
 * holds, and takes neither for another message. Some builds leave the algorithms out. Tried once (a few ms) and kept.
 */
export function hasSm2(): boolean {
  support ??= probe();
  return support;
}

/** @throws CryptoError SM2_UNAVAILABLE */
export function requireSm2(): void {
  if (hasSm2()) return;
  throw new CryptoError(
    'SM2_UNAVAILABLE',
    "This Node's OpenSSL has no SM2 and SM3. Run the Node version this software brings.",
  );
}

/** GB/T 32918.5 annex A.2: the signature over "message digest" by the signer 1234567812345678. */
const KNOWN_KEY =
  '3059301306072a8648ce3d020106082a811ccf5501822d03420004' +
  '09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
  'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13';
const KNOWN_SIGNATURE =
  '3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
  '022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa';

function probe(): boolean {
  if (!getCurves().includes('SM2') || !getHashes().includes('sm3')) return false;
  try {
    const known = createPublicKey({ key: Buffer.from(KNOWN_KEY, 'hex'), format: 'der', type: 'spki' });
    const pkcs8 = generateKeyPairSync('ec', { namedCurve: 'SM2' }).privateKey.export({
      format: 'der',
      type: 'pkcs8',
    });
    const own = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    const made = createSign('sm3').update(signerIdentity(own)).update('message digest').sign(own);
    return (
      isSm2Key(known) &&
      tellsApart(known, Buffer.from(KNOWN_SIGNATURE, 'hex')) &&
      tellsApart(createPublicKey(own), made)
    );
  } catch {
    // Whatever OpenSSL says here means the same: it can't.
    return false;
  }
}

function tellsApart(key: KeyObject, signature: Uint8Array): boolean {
  const holdsFor = (message: string) =>
    createVerify('sm3').update(signerIdentity(key)).update(message).verify(key, signature);
  return holdsFor('message digest') && !holdsFor('message digesT');
}
