import { parseOcspResponse } from '../ocsp/parsed-ocsp-response.ts';
import { readable } from '../readable.ts';
import { parseCertificate } from './parsed-certificate.ts';
import { parseCrl } from './parsed-crl.ts';

/**
 * Reads what one file has few of and asks about for each certificate of each signature. The same array gives the same reading, by
 * which checks of its signature are remembered; so nobody may change its octets afterwards.
 * @returns for each array what it says, or undefined for what can't be read
 */
function once<T extends object>(parse: (der: Uint8Array) => T): (der: Uint8Array) => T | undefined {
  const known = new WeakMap<Uint8Array, { value: T | undefined }>();
  return (der) => {
    const reading = known.get(der) ?? { value: readable(() => parse(der)) };
    known.set(der, reading);
    return reading.value;
  };
}

export const readCertificate = once(parseCertificate);
export const readCrl = once(parseCrl);
export const readOcspResponse = once(parseOcspResponse);
