import { describeCertificate } from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { ownBytes } from '../digest.ts';
import { newId } from '../ids.ts';
import type { IntentScope } from './intent-scope.ts';

const CERTIFICATE_DAYS = 2 * 365;

/** A one-time key and the CA's certificate for it. Finds its own earlier result. */
export async function ensureCertificate(core: Core, scope: IntentScope): Promise<void> {
  const { tenantId, intentId } = scope;
  const keyId = await core.signerKeys.ensure(scope, 'ec-p256');
  const { key, existing, participant, tenant } = await core.db.withTenant(tenantId, async (tx) => ({
    key: await tx.signingKey.findUniqueOrThrow({ where: { id: keyId } }),
    existing: await tx.certificate.findUnique({ where: { keyId }, select: { id: true } }),
    participant: await tx.participant.findUniqueOrThrow({ where: { id: scope.participantId } }),
    tenant: await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } }),
  }));
  if (existing) return;
  const ca = await core.providers.of(tenantId, 'ca');
  const profile = participant.kind === 'member' ? 'enterprise' : 'person';
  const issued = await ca.issue({
    requestId: intentId,
    profile,
    subject:
      profile === 'enterprise' ? enterpriseName(tenant) : { commonName: participant.name, country: 'CN' },
    publicKey: key.publicKey,
    validityDays: CERTIFICATE_DAYS,
  });
  const { subject, serialNumber, notBefore, notAfter } = describeCertificate(issued.certificate);
  const row = {
    id: newId(core.now()),
    tenantId,
    keyId,
    profile,
    subject: subject.text,
    serialNumber,
    der: ownBytes(issued.certificate),
    chain: issued.chain.map(ownBytes),
    licensed: ca.licensed,
    notBefore,
    notAfter,
    createdAt: core.now(),
  };
  await core.db.withTenant(tenantId, (tx) =>
    tx.certificate.createMany({ data: [row], skipDuplicates: true }),
  );
}

function enterpriseName(tenant: { name: string; creditCode: string | null }) {
  return {
    commonName: tenant.name,
    organization: tenant.name,
    country: 'CN',
    // EN 319 412-1 §5.1.4: a national scheme's name, its country, and the number.
    ...(tenant.creditCode ? { organizationIdentifier: `USCCN-${tenant.creditCode}` } : {}),
  };
}
