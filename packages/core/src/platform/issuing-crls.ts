import { describeCertificate, isIssuedBy } from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { publishedName } from './authority.ts';
import { authorityOfLine } from './issuing-ca.ts';
import { PLATFORM_TENANT_ID } from './platform-tenant.ts';

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

/** By the path alone: the site may have moved to another origin since. */
function namedAuthority(der: Uint8Array): string | undefined {
  try {
    const [file] = describeCertificate(der).crlUrls.flatMap(
      (url) => url.match(/\/crl\/([a-z0-9-]{1,64}(?:\.sm2)?)\.crl$/)?.[1] ?? [],
    );
    return file;
  } catch {
    return undefined;
  }
}

async function crlOf(core: Core, file: string, issued: Uint8Array[]): Promise<Uint8Array | undefined> {
  const { name: slug, line } = publishedName(file);
  const tenant = await core.db.relay.tenant.findUnique({ where: { slug }, select: { id: true } });
  if (!tenant || tenant.id === PLATFORM_TENANT_ID) return undefined;
  try {
    const ca = await authorityOfLine(core, tenant.id, line);
    const [issuer] = ca?.chain() ?? [];
    if (!issuer || !issued.some((each) => isIssuedBy(each, issuer))) return undefined;
    return await ca?.crl();
  } catch (error) {
    // The verdict then says "revocation unknown", which is true; a CA that is down spoils nobody's verification.
    const code = error instanceof CoreError ? error.code : 'CA_FAILED';
    core.log.warn({ slug, code }, "an issuing CA's CRL could not be had");
    return undefined;
  }
}
