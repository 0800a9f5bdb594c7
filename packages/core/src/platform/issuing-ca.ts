import type { CertificateAuthority } from '@chopmark/plugins';
import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { type KeyLine, lineOf, signerAlgorithms } from '../tenants/key-algorithms.ts';
import { rootCertificate, rootCrl } from './authority.ts';
import { type Published, publishedName } from './published-name.ts';

/** The CRL published under a name, made now, of a root or of a tenant's issuing CA. @throws CoreError NOT_FOUND */
export async function publishedCrl(core: Core, file: string): Promise<Uint8Array> {
  const published = publishedName(file);
  if (published.name === 'root') return rootCrl(core, published.line);
  const { ca, certificate } = await issuingCaAt(core, published);
  return ca.crl(certificate);
}

/** The certificate of the authority published under a name, where the certificates it issued say it is. @throws CoreError NOT_FOUND */
export async function publishedCertificate(core: Core, file: string): Promise<Uint8Array> {
  const published = publishedName(file);
  if (published.name === 'root') return rootCertificate(core, published.line);
  return (await issuingCaAt(core, published)).certificate;
}

/** The CRL, made now, of the issuing CA a tenant began with in a line. @throws CoreError NOT_FOUND */
export async function issuingCrl(
  core: Core,
  slug: string,
  line: KeyLine = 'international',
): Promise<Uint8Array> {
  const { ca, certificate } = await issuingCaAt(core, { name: slug, line, generation: 1 });
  return ca.crl(certificate);
}

/** The certificate of the issuing CA a tenant began with in a line. @throws CoreError NOT_FOUND */
export async function issuingCertificate(
  core: Core,
  slug: string,
  line: KeyLine = 'international',
): Promise<Uint8Array> {
  return (await issuingCaAt(core, { name: slug, line, generation: 1 })).certificate;
}

/** One of a tenant's issuing CAs, the present one or one it took over from. @throws CoreError NOT_FOUND */
export async function issuingCaAt(
  core: Core,
  { name, line, generation }: Published,
): Promise<{ ca: CertificateAuthority; certificate: Uint8Array }> {
  const tenant = await core.db.relay.tenant.findUnique({
    where: { slug: name, kind: 'enterprise' },
    select: { id: true },
  });
  const ca = tenant ? await authorityOfLine(core, tenant.id, line) : undefined;
  // Newest first; the first generation comes last.
  const certificate = ca?.authorities().at(-generation);
  if (!ca || !certificate) throw new CoreError('NOT_FOUND', 'no such certificate authority');
  return { ca, certificate };
}

/** The CA a tenant's signers of a line get their certificates from; undefined where it has none. */
export async function authorityOfLine(
  core: Core,
  tenantId: string,
  line: KeyLine,
): Promise<CertificateAuthority | undefined> {
  for (const algorithm of signerAlgorithms.filter((each) => lineOf(each) === line)) {
    const found = await core.providers.inUse(tenantId, 'ca', algorithm);
    if (found) return found.start();
  }
  return undefined;
}
