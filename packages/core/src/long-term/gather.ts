import { describeCertificate, isIssuedBy, ocspRequest, type ValidationData } from '@chopmark/crypto';
import type { CertificateAuthority } from '@chopmark/plugins';
import type { Core } from '../context.ts';
import { rootCertificates, rootCrls } from '../platform/authority.ts';
import { crlsFor } from '../platform/issuing-crls.ts';

const MAX_FOREIGN = 20;
const CRL_BYTES = 20 * 1024 * 1024;
const CRL_MS = 15_000;

/**
 * What is known now of the revocation of these certificates (DER): the owner's CA's OCSP answers, fresh CRLs of our own
 * authorities, and of others' from where their certificates say they are. What cannot be had is left out; whether enough was
 * found is for the verifier to say.
 */
export async function gatherRevocation(
  core: Core,
  ca: CertificateAuthority,
  certificates: Uint8Array[],
): Promise<ValidationData> {
  const [own, roots, foreign, ocsps] = await Promise.all([
    crlsFor(core, certificates),
    rootCrlsFor(core, certificates),
    foreignCrls(core, certificates),
    answersOf(core, ca, certificates),
  ]);
  return { certificates: [], crls: [...own, ...roots, ...foreign], ocsps };
}

/** One answer for each certificate, so that each can be kept with the signature it is about. */
async function answersOf(
  core: Core,
  ca: CertificateAuthority,
  certificates: Uint8Array[],
): Promise<Uint8Array[]> {
  const issuers = ca.authorities();
  const asked = certificates.flatMap((certificate) => {
    const issuer = issuers.find((each) => isIssuedBy(certificate, each));
    return issuer ? [{ certificate, issuer }] : [];
  });
  const answers = await Promise.all(
    asked.map(async ({ certificate, issuer }) => {
      try {
        return await ca.ocsp(ocspRequest({ certificates: [{ certificate, issuer }] }));
      } catch (error) {
        core.log.warn({ err: error }, "the CA's OCSP answer could not be had");
        return undefined;
      }
    }),
  );
  return answers.filter((answer) => answer !== undefined);
}

async function rootCrlsFor(core: Core, certificates: Uint8Array[]): Promise<Uint8Array[]> {
  const roots = await rootCertificates(core);
  const speak = certificates.some((der) => roots.some((root) => isIssuedBy(der, root)));
  return speak ? rootCrls(core) : [];
}

async function foreignCrls(core: Core, certificates: Uint8Array[]): Promise<Uint8Array[]> {
  const urls = certificates
    .flatMap((der) => readable(() => describeCertificate(der).crlUrls) ?? [])
    .filter((url) => /^https?:\/\//.test(url) && !url.startsWith(`${core.publicUrl}/`));
  const found = await Promise.all([...new Set(urls)].slice(0, MAX_FOREIGN).map((url) => fetchCrl(core, url)));
  return found.filter((crl) => crl !== undefined);
}

async function fetchCrl(core: Core, url: string): Promise<Uint8Array | undefined> {
  try {
    const { status, body } = await core.providers.egress.request({
      url,
      timeoutMs: CRL_MS,
      maxBytes: CRL_BYTES,
    });
    if (status === 200) return body;
    core.log.warn({ url, status }, 'a CRL could not be fetched');
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? error.code : 'EGRESS_FAILED';
    core.log.warn({ url, code: cause }, 'a CRL could not be fetched');
  }
  return undefined;
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
