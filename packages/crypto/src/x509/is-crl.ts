import { CryptoError } from '../errors.ts';
import { parseCrl } from './parsed-crl.ts';

/** Whether these bytes are a CRL (RFC 5280 §5.1), whoever made it: what an address of CRLs answers may be anything. */
export function isCrl(der: Uint8Array): boolean {
  try {
    parseCrl(der);
    return true;
  } catch (error) {
    if (error instanceof CryptoError) return false;
    throw error;
  }
}
