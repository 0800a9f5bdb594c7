import { describeCertificate, isIssuedBy } from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { issuingCaAt } from './issuing-ca.ts';
import { publishedFileIn, publishedName } from './published-name.ts';

/** A file may hold any number of certificates; one contract has far fewer signers' authorities than this. */
const MAX_CERTIFICATES = 500;
const MAX_AUTHORITIES = 50;

/**
 * The present CRLs of our tenants' issuing CAs, as far as one of these certificates (DER, as a PDF holds them, in any
 * order) was really issued by one. Which tenant that is stands in the certificate's CRL address; the tenant's own CA
 * provider then has to have signed it, so that a made-up certificate asks for nothing. Certificates of others, and what
 * is no certificate, are passed over.
 */
export async function crlsFor(core: Core, certificates: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const byAuthority = groupByAuthority(certificates.slice(0, MAX_CERTIFICATES));
  const crls = await Promise.all(
    [...byAuthority].slice(0, MAX_AUTHORITIES).map(([file, issued]) => crlOf(core, file, issued)),
  );
  return crls.filter((crl) => crl !== undefined);
}

/** The published name of the CA a certificate names → the certificates that do. */
function groupByAuthority(certificates: readonly Uint8Array[]): Map<string, Uint8Array[]> {
  const groups = new Map<string, Uint8Array[]>();
  for (const der of certificates) {
    const file = namedAuthority(der);
    if (file !== undefined) groups.set(file, [...(groups.get(file) ?? []), der]);
  }
  return groups;
}

function namedAuthority(der: Uint8Array): string | undefined {
  try {
    const [file] = describeCertificate(der).crlUrls.flatMap((url) => publishedFileIn(url) ?? []);
    return file;
  } catch {
    return undefined;
  }
}

async function crlOf(core: Core, file: string, issued: Uint8Array[]): Promise<Uint8Array | undefined> {
  const published = publishedName(file);
  if (published.name === 'root') return undefined;
  try {
    const { ca, certificate } = await issuingCaAt(core, published);
    if (!issued.some((each) => isIssuedBy(each, certificate))) return undefined;
    return await ca.crl(certificate);
  } catch (error) {
    const code = error instanceof CoreError ? error.code : 'CA_FAILED';
    // Anybody may name any authority in a certificate.
    if (code === 'NOT_FOUND') return undefined;
    // The verdict then says "revocation unknown", which is true; a CA that is down spoils nobody's verification.
    core.log.warn({ file, code }, "an issuing CA's CRL could not be had");
    return undefined;
  }
}
