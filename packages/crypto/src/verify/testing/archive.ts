import { generateKeyPair } from '../../keys/generate-key-pair.ts';
import { signingFunction } from '../../keys/sign-with-key.ts';
import { embedSignature } from '../../pdf/embed-signature.ts';
import { buildSecurityStoreRevision } from '../../pdf/security-store-revision.ts';
import { signPdf } from '../../pdf/sign-pdf.ts';
import { pdfFixture } from '../../pdf/testing/pdf-fixture.ts';
import { buildTimestampRevision } from '../../pdf/timestamp-revision.ts';
import type { CertificateProfile, RevokedEntry } from '../../x509/certificate-types.ts';
import { issueCertificate } from '../../x509/issue-certificate.ts';
import { issueCrl } from '../../x509/issue-crl.ts';
import type { ValidationData } from '../../x509/validation-data.ts';
import { planSecurityStore } from '../plan-security-store.ts';
import { verifyPdf } from '../verify-pdf.ts';
import { type Party, sha256, timestamp } from './signing.ts';

/** Years and authorities of a file that is kept for long: signed in 2026, when all but the renewing TSA are at work. */
export type Archive = {
  root: Party;
  issuing: Party;
  signer: Party;
  tsa: Party;
  laterTsa: Party;
  /** The signed file, B-T. */
  signed: Uint8Array;
};

const day = (date: string) => new Date(`${date}T00:00:00Z`);

export const SIGNED = day('2026-06-01');
/** The signer's certificate ends with 2026, the first TSA's with 2028, the issuing CA's with 2029, all others' with 2045. */
export const AFTER_SIGNER = day('2027-03-01');
export const BEFORE_TSA_ENDS = day('2028-06-01');
export const AFTER_TSA = day('2029-06-01');
export const AFTER_ISSUING = day('2031-01-01');

export async function archiveFixture(): Promise<Archive> {
  let serial = 1;
  const issue = async (profile: CertificateProfile, commonName: string, until: string, by?: Party) => {
    const key = await generateKeyPair('ec-p256');
    const certificate = await issueCertificate({
      profile,
      subject: { commonName, country: 'CN' },
      publicKey: key.publicKey,
      issuer: by ? { certificate: by.certificate } : 'self',
      issuerKey: by?.key ?? key,
      serialNumber: new Uint8Array(16).fill(serial++),
      notBefore: day(commonName === 'Later TSA' ? '2028-01-01' : '2026-01-01'),
      notAfter: day(until),
    });
    return { certificate, key, chain: by ? [by.certificate, ...by.chain] : [] };
  };
  const root = await issue('root', 'Archive Root', '2045-01-01');
  const issuing = await issue('issuing-ca', 'Archive Issuing CA', '2030-01-01', root);
  const signer = await issue('person', 'Li Signer', '2027-01-01', issuing);
  const tsa = await issue('tsa', 'First TSA', '2029-01-01', root);
  const laterTsa = await issue('tsa', 'Later TSA', '2045-01-01', root);
  return { root, issuing, signer, tsa, laterTsa, signed: await signWith(signer, tsa) };
}

type PartyInput = {
  commonName: string;
  from: Date;
  until: Date;
  issuer: Party | 'self';
  profile: CertificateProfile;
};

/** Somebody else under one of the archive's authorities, or a root of its own. */
export async function issueParty({ commonName, from, until, issuer, profile }: PartyInput): Promise<Party> {
  const key = await generateKeyPair('ec-p256');
  const certificate = await issueCertificate({
    profile,
    subject: { commonName, country: 'CN' },
    publicKey: key.publicKey,
    issuer: issuer === 'self' ? 'self' : { certificate: issuer.certificate },
    issuerKey: issuer === 'self' ? key : issuer.key,
    serialNumber: new Uint8Array(16).fill(90),
    notBefore: from,
    notAfter: until,
  });
  return { certificate, key, chain: issuer === 'self' ? [] : [issuer.certificate, ...issuer.chain] };
}

/** A fresh file that one person signed; without an authority it is B-B. */
export function signWith(signer: Party, tsa?: Party): Promise<Uint8Array> {
  return signPdf({
    pdf: pdfFixture(),
    field: { name: 'signer', rect: { page: 0, x: 60, y: 100, width: 90, height: 40 } },
    signer: { name: 'Li Signer' },
    signingTime: SIGNED,
    identity: {
      algorithm: signer.key.algorithm,
      certificates: [signer.certificate, ...signer.chain],
      sign: signingFunction(signer.key),
    },
    ...(tsa ? { timestamp: async (value: Uint8Array) => timestamp(tsa, sha256(value), SIGNED) } : {}),
  });
}

/** A CRL made at a time and good for a week. */
export function crlAt(issuer: Party, thisUpdate: Date, revoked: RevokedEntry[] = []): Promise<Uint8Array> {
  return issueCrl({
    issuer: { certificate: issuer.certificate },
    issuerKey: issuer.key,
    crlNumber: thisUpdate.getTime(),
    thisUpdate,
    nextUpdate: new Date(thisUpdate.getTime() + 7 * 86_400_000),
    revoked,
  });
}

/** What both authorities publish at a time. */
export async function collectedAt({ root, issuing }: Archive, time: Date): Promise<ValidationData> {
  return { certificates: [], crls: [await crlAt(root, time), await crlAt(issuing, time)], ocsps: [] };
}

/** Adds what is collected to the file's store, as planned. */
export async function store(archive: Archive, pdf: Uint8Array, time: Date, data?: ValidationData) {
  const plans = planSecurityStore({
    pdf,
    trust: [archive.root.certificate],
    data: data ?? (await collectedAt(archive, time)),
    now: time,
  });
  return buildSecurityStoreRevision({ pdf, related: plans.map(({ related }) => related), time });
}

export function stamp(tsa: Party, pdf: Uint8Array, time: Date): Uint8Array {
  const revision = buildTimestampRevision({ pdf });
  return embedSignature({ ...revision, cms: timestamp(tsa, revision.digest, time) });
}

/** Field, level, trust and reasons of each signature; nothing but the file and the root is given. */
export async function judge(archive: Archive, pdf: Uint8Array, now: Date, crls: Uint8Array[] = []) {
  const report = await verifyPdf({ pdf, trust: [archive.root.certificate], crls, now });
  return {
    verdict: report.verdict,
    signatures: report.signatures.map(({ field, level, trust, reasons }) => ({
      field,
      level,
      trust,
      reasons,
    })),
  };
}
