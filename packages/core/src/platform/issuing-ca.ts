import type { CertificateAuthority } from '@chopmark/plugins';
import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';

/** A tenant's issuing CA as others need it to check its certificates: its CRL, made now. @throws CoreError NOT_FOUND */
export async function issuingCrl(core: Core, slug: string): Promise<Uint8Array> {
  return (await authorityOf(core, slug)).crl();
}

/** The issuing CA's own certificate, where the certificates it issued say it is. @throws CoreError NOT_FOUND */
export async function issuingCertificate(core: Core, slug: string): Promise<Uint8Array> {
  const [certificate] = (await authorityOf(core, slug)).chain();
  if (!certificate) throw new CoreError('NOT_FOUND', 'no such certificate authority');
  return certificate;
}

async function authorityOf(core: Core, slug: string): Promise<CertificateAuthority> {
  const tenant = await core.db.relay.tenant.findUnique({
    where: { slug, kind: 'enterprise' },
    select: { id: true },
  });
  if (!tenant) throw new CoreError('NOT_FOUND', 'no such certificate authority');
  return core.providers.of(tenant.id, 'ca');
}
