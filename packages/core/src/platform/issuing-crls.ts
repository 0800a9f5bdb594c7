import { X509Certificate } from 'node:crypto';
import { describeCertificate } from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';
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
    [...byAuthority].slice(0, MAX_AUTHORITIES).map(([slug, issued]) => crlOf(core, slug, issued)),
  );
  return crls.filter((crl) => crl !== undefined);
}

/** Slug of the tenant whose CA a certificate names → the certificates that do. */
function groupByAuthority(certificates: readonly Uint8Array[]): Map<string, X509Certificate[]> {
  const groups = new Map<string, X509Certificate[]>();
  for (const der of certificates) {
    const named = readNamed(der);
    if (named) groups.set(named.slug, [...(groups.get(named.slug) ?? []), named.certificate]);
  }
  return groups;
}

/** By the path alone: the site may have moved to another origin since. */
function readNamed(der: Uint8Array): { slug: string; certificate: X509Certificate } | undefined {
  try {
    const [slug] = describeCertificate(der).crlUrls.flatMap(
      (url) => url.match(/\/crl\/([a-z0-9-]{1,64})\.crl$/)?.[1] ?? [],
    );
    return slug === undefined ? undefined : { slug, certificate: new X509Certificate(der) };
  } catch {
    return undefined;
  }
}

async function crlOf(core: Core, slug: string, issued: X509Certificate[]): Promise<Uint8Array | undefined> {
  const tenant = await core.db.relay.tenant.findUnique({ where: { slug }, select: { id: true } });
  if (!tenant || tenant.id === PLATFORM_TENANT_ID) return undefined;
  try {
    const ca = await core.providers.of(tenant.id, 'ca');
    const issuer = new X509Certificate(ca.chain()[0] ?? new Uint8Array());
    if (!issued.some((each) => each.checkIssued(issuer) && each.verify(issuer.publicKey))) return undefined;
    return await ca.crl();
  } catch (error) {
    // The verdict then says "revocation unknown", which is true; a CA that is down spoils nobody's verification.
    const code = error instanceof CoreError ? error.code : 'CA_FAILED';
    core.log.warn({ slug, code }, "an issuing CA's CRL could not be had");
    return undefined;
  }
}
