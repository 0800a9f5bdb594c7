import type { ChainPurpose } from './chain-types.ts';
import { checkRevocation } from './check-revocation.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import { readCrl, readOcspResponse } from './read-once.ts';
import { joinData, type ValidationData } from './validation-data.ts';

type Question = {
  certificate: ParsedCertificate;
  issuer: ParsedCertificate;
  at: Date;
  purpose: ChainPurpose | undefined;
  data: ValidationData;
};

/** A list larger than this is kept only where no response is as new: others' lists can be of megabytes. */
const LARGE_LIST_BYTES = 64 * 1024;

/**
 * The newest CRL and the newest OCSP response that each show by themselves whether a certificate was revoked at a moment. Both,
 * for there are validators that read one kind only, and others that can't do with the list of a CA that isn't the root once the
 * signer's certificate has long expired (pyHanko's reading of EN 319 102-1 §5.6.2.4). A large list stays out beside a response as new.
 * @returns undefined when nothing does
 */
export function conclusiveData(question: Question): ValidationData | undefined {
  const { data, ...rest } = question;
  const answers = data.ocsps.flatMap((der) => {
    const { basic } = readOcspResponse(der) ?? {};
    const found = basic && checkRevocation({ ...rest, crls: [], ocsps: [basic] });
    if (!basic || !found?.thisUpdate) return [];
    // The responder's own certificate belongs to what long-term validation keeps.
    const { certificates } = basic;
    return [{ issuedAt: found.thisUpdate, data: { ...NOTHING, certificates, ocsps: [der] } }];
  });
  const lists = data.crls.flatMap((der) => {
    const crl = readCrl(der);
    const found = crl && checkRevocation({ ...rest, crls: [crl], ocsps: [] });
    if (!found?.thisUpdate) return [];
    return [{ issuedAt: found.thisUpdate, size: der.length, data: { ...NOTHING, crls: [der] } }];
  });
  const [answer] = newestFirst(answers);
  const [list] = newestFirst(lists);
  const isDear = list && answer && list.size > LARGE_LIST_BYTES && list.issuedAt <= answer.issuedAt;
  const kept = [answer, isDear ? undefined : list].flatMap((each) => each?.data ?? []);
  return kept.length === 0 ? undefined : joinData(...kept);
}

const newestFirst = <T extends { issuedAt: Date }>(found: T[]): T[] =>
  found.toSorted((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime());

const NOTHING: ValidationData = { certificates: [], crls: [], ocsps: [] };
