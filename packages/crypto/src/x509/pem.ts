import { CryptoError } from '../errors.ts';

/** Wraps DER as PEM (RFC 7468), e.g. with the label `CERTIFICATE`. */
export function pemEncode(der: Uint8Array, label: string): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,64})-----([A-Za-z0-9+/=\s]*)-----END ([A-Z0-9 ]{1,64})-----/g;

/**
 * The DER of every PEM block of a text, in order, whatever its label; text around the blocks is ignored (RFC 7468 §2).
 * @throws CryptoError PEM_INVALID when there is no whole block
 */
export function pemDecode(text: string): Uint8Array[] {
  const blocks = [...text.matchAll(BLOCK)].map(([, begin, body = '', end]) => {
    const base64 = body.replace(/\s+/g, '');
    const der = Buffer.from(base64, 'base64');
    if (begin !== end || der.length === 0 || der.toString('base64') !== base64) {
      throw new CryptoError('PEM_INVALID', `The PEM block "${begin}" is damaged. Export it again.`);
    }
    return new Uint8Array(der);
  });
  if (blocks.length === 0) {
    throw new CryptoError('PEM_INVALID', 'There is no PEM block ("-----BEGIN …-----") in this text.');
  }
  return blocks;
}
