import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';

/** A tenant's issuing CA as others need it to check its certificates: its CRL, made now. @throws CoreError NOT_FOUND */
export async function issuingCrl(core: Core, slug: string): Promise<Uint8Array> {
  const tenant = await core.db.relay.tenant.findUnique({ where: { slug }, select: { id: true } });
  if (!tenant) throw new CoreError('NOT_FOUND', 'no such certificate authority');
  const ca = await core.providers.of(tenant.id, 'ca');
  return ca.crl();
}
