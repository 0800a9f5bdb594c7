import type { TenantTx } from '@chopmark/db';
import type { CertificateStatus } from '@chopmark/plugins';
import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { IntentScope } from './intent-scope.ts';

/**
 * The signer's certificate, DER, which neither the tenant's records nor the CA say is revoked. What the CA alone knows of is
 * kept, so that pages tell of it.
 * @throws CoreError CERTIFICATE_REVOKED, NOT_FOUND
 */
export async function requireUnrevoked(core: Core, scope: IntentScope): Promise<Uint8Array> {
  const certificate = await findUnrevoked(core, scope);
  if (certificate) return certificate;
  throw new CoreError('NOT_FOUND', 'the signer has no certificate');
}

/** The same; undefined where the signer has none. @throws CoreError CERTIFICATE_REVOKED */
export async function findUnrevoked(
  core: Core,
  { tenantId, intentId }: IntentScope,
): Promise<Uint8Array | undefined> {
  const found = await core.db.withTenant(tenantId, (tx) => certificateOf(tx, intentId));
  if (!found) return undefined;
  const { der, serialNumber, algorithm, revokedAt } = found;
  if (revokedAt) throw certificateRevoked();
  const ca = await core.providers.inUse(tenantId, 'ca', algorithm);
  const status = await (await ca?.start())?.status(serialNumber);
  if (status?.status !== 'revoked') return der;
  await keepRevocation(core, { tenantId, serialNumber, status });
  throw certificateRevoked();
}

/** The same by the tenant's records alone, in the transaction that signs: until it ends, nobody revokes the certificate. */
export async function requireStillUnrevoked(tx: TenantTx, intentId: string): Promise<void> {
  await tx.$executeRaw`select 1 from certificate
    where key_id = (select id from signing_key where intent_id = ${intentId}::uuid) for share`;
  if (await isRevoked(tx, intentId)) throw certificateRevoked();
}

export async function isRevoked(tx: TenantTx, intentId: string): Promise<boolean> {
  const key = await tx.signingKey.findUnique({ where: { intentId }, select: { id: true } });
  const certificate = key && (await tx.certificate.findUnique({ where: { keyId: key.id } }));
  return Boolean(certificate?.revokedAt);
}

async function certificateOf(tx: TenantTx, intentId: string) {
  const key = await tx.signingKey.findUnique({ where: { intentId } });
  const certificate = key && (await tx.certificate.findUnique({ where: { keyId: key.id } }));
  return certificate && { algorithm: key.algorithm, ...certificate };
}

type Found = {
  tenantId: string;
  serialNumber: string;
  status: Extract<CertificateStatus, { status: 'revoked' }>;
};

const keepRevocation = (core: Core, { tenantId, serialNumber, status }: Found) =>
  core.db.withTenant(tenantId, (tx) =>
    tx.certificate.updateMany({
      where: { tenantId, serialNumber, revokedAt: null },
      data: { revokedAt: status.at },
    }),
  );

export const certificateRevoked = () =>
  new CoreError(
    'CERTIFICATE_REVOKED',
    "the signer's certificate was revoked before the signature was finished; the signer has to agree anew",
  );
