import { CryptoError } from '../errors.ts';
import type { ChainPurpose } from './chain-types.ts';
import { checkRevocation } from './check-revocation.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import { type ParsedCrl, parseCrl } from './parsed-crl.ts';
import type { ValidationData } from './validation-data.ts';

type Question = {
  certificate: ParsedCertificate;
  issuer: ParsedCertificate;
  at: Date;
  purpose: ChainPurpose | undefined;
  data: ValidationData;
};

/**
 * The newest CRL that shows by itself whether a certificate was revoked at a moment.
 * @returns undefined when nothing does
 */
export function conclusiveData(question: Question): ValidationData | undefined {
  const { data, ...rest } = question;
  const crls = data.crls.flatMap((der) => {
    const crl = readable(der);
    return crl && checkRevocation({ ...rest, crls: [crl] }) !== 'unknown' ? [{ der, crl }] : [];
  });
  const [newest] = crls.toSorted((a, b) => b.crl.thisUpdate.getTime() - a.crl.thisUpdate.getTime());
  return newest && { certificates: [], crls: [newest.der], ocsps: [] };
}

const parsed = new WeakMap<Uint8Array, ParsedCrl>();

function readable(der: Uint8Array): ParsedCrl | undefined {
  const known = parsed.get(der);
  if (known) return known;
  try {
    const crl = parseCrl(der);
    parsed.set(der, crl);
    return crl;
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}
