import { CryptoError } from '../errors.ts';
import { parseOcspResponse, type ReadOcspResponse } from '../ocsp/parsed-ocsp-response.ts';
import type { ChainPurpose } from './chain-types.ts';
import { checkRevocation } from './check-revocation.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import { type ParsedCrl, parseCrl } from './parsed-crl.ts';
import { joinData, type ValidationData } from './validation-data.ts';

type Question = {
  certificate: ParsedCertificate;
  issuer: ParsedCertificate;
  at: Date;
  purpose: ChainPurpose | undefined;
  data: ValidationData;
};

/**
 * The newest CRL or OCSP response that shows by itself whether a certificate was revoked at a moment; of two as new the
 * response, which is smaller. Where a list is newer than every response, the newest response as well: long after a signer's
 * certificate has expired, validators can't do with the list of a CA that isn't the root (pyHanko's reading of EN 319 102-1 §5.6.2.4).
 * @returns undefined when nothing does
 */
export function conclusiveData(question: Question): ValidationData | undefined {
  const { data, ...rest } = question;
  const answers = data.ocsps.flatMap((der) => {
    const { basic } = readable(der, parsedOcsps, parseOcspResponse) ?? {};
    const found = basic && checkRevocation({ ...rest, crls: [], ocsps: [basic] });
    if (!basic || !found?.thisUpdate) return [];
    // The responder's own certificate belongs to what long-term validation keeps.
    const { certificates } = basic;
    return [{ issuedAt: found.thisUpdate, data: { ...NOTHING, certificates, ocsps: [der] } }];
  });
  const lists = data.crls.flatMap((der) => {
    const crl = readable(der, parsedCrls, parseCrl);
    const found = crl && checkRevocation({ ...rest, crls: [crl], ocsps: [] });
    return found?.thisUpdate ? [{ issuedAt: found.thisUpdate, data: { ...NOTHING, crls: [der] } }] : [];
  });
  const [newest] = newestFirst([...answers, ...lists]);
  const [answer] = newestFirst(answers);
  return newest && joinData(newest.data, answer?.data ?? NOTHING);
}

const newestFirst = <T extends { issuedAt: Date }>(found: T[]): T[] =>
  found.toSorted((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime());

const NOTHING: ValidationData = { certificates: [], crls: [], ocsps: [] };

const parsedCrls = new WeakMap<Uint8Array, ParsedCrl>();
const parsedOcsps = new WeakMap<Uint8Array, ReadOcspResponse>();

/** One file has few of them, and asks about the same ones for each certificate. */
function readable<T>(
  der: Uint8Array,
  parsed: WeakMap<Uint8Array, T>,
  parse: (der: Uint8Array) => T,
): T | undefined {
  const known = parsed.get(der);
  if (known) return known;
  try {
    const value = parse(der);
    parsed.set(der, value);
    return value;
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}
