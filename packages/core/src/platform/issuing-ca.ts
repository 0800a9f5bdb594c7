import type { CertificateAuthority } from '@chopmark/plugins';
import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { type KeyLine, lineOf, signerAlgorithms } from '../tenants/key-algorithms.ts';
import { publishedName, rootCertificate, rootCrl } from './authority.ts';

/**
 * The CRL published under a name, made now: of a root (`root`, `root.sm2`), or of a tenant's issuing CA (its slug,
 * `….sm2`). @throws CoreError NOT_FOUND
 */
export async function publishedCrl(core: Core, file: string): Promise<Uint8Array> {
  const { name, line } = publishedName(file);
  return name === 'root' ? rootCrl(core, line) : issuingCrl(core, name, line);
}

/** The certificate of the authority published under a name, where the certificates it issued say it is. @throws CoreError NOT_FOUND */
export async function publishedCertificate(core: Core, file: string): Promise<Uint8Array> {
  const { name, line } = publishedName(file);
  return name === 'root' ? rootCertificate(core, line) : issuingCertificate(core, name, line);
}

/** A tenant's issuing CA as others need it to check its certificates: its CRL, made now. @throws CoreError NOT_FOUND */
export async function issuingCrl(
  core: Core,
  slug: string,
  line: KeyLine = 'international',
): Promise<Uint8Array> {
  return (await authorityOf(core, slug, line)).crl();
}

/** The issuing CA's own certificate. @throws CoreError NOT_FOUND */
export async function issuingCertificate(
  core: Core,
  slug: string,
  line: KeyLine = 'international',
): Promise<Uint8Array> {
  const [certificate] = (await authorityOf(core, slug, line)).chain();
  if (!certificate) throw new CoreError('NOT_FOUND', 'no such certificate authority');
  return certificate;
}

async function authorityOf(core: Core, slug: string, line: KeyLine): Promise<CertificateAuthority> {
  const tenant = await core.db.relay.tenant.findUnique({
    where: { slug, kind: 'enterprise' },
    select: { id: true },
  });
  if (!tenant) throw new CoreError('NOT_FOUND', 'no such certificate authority');
  const authority = await authorityOfLine(core, tenant.id, line);
  if (!authority) throw new CoreError('NOT_FOUND', 'no such certificate authority');
  return authority;
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
