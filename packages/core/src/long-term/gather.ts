import { isIssuedBy, joinData, ocspRequest, type ValidationData } from '@chopmark/crypto';
import type { CertificateAuthority } from '@chopmark/plugins';
import type { Core } from '../context.ts';
import { rootCertificates, rootCrls } from '../platform/authority.ts';
import { crlsFor } from '../platform/issuing-crls.ts';
import { gatherForeign } from './foreign.ts';

/**
 * What is known now of the revocation of these certificates (DER): the owner's CA's OCSP answers, fresh CRLs of our own
 * authorities, and what others' publish where their certificates say. What cannot be had is left out; whether enough was
 * found is for the verifier to say.
 * @param known further certificates, among which are the issuers of these
 */
export async function gatherRevocation(
  core: Core,
  ca: CertificateAuthority,
  { certificates, known }: { certificates: Uint8Array[]; known: Uint8Array[] },
): Promise<ValidationData> {
  const [own, roots, foreign, ocsps] = await Promise.all([
    crlsFor(core, certificates),
    rootCrlsFor(core, certificates),
    gatherForeign(core, certificates, [...certificates, ...known]),
    answersOf(core, ca, certificates),
  ]);
  return joinData({ certificates: [], crls: [...own, ...roots], ocsps }, foreign);
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
