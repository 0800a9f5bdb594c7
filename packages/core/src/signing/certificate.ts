import { describeCertificate, generateKeyPair } from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { ownBytes } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { algorithmOf } from '../tenants/key-algorithms.ts';
import type { IntentScope } from './intent-scope.ts';

const CERTIFICATE_DAYS = 2 * 365;

/** A one-time key and the CA's certificate for it. Finds its own earlier result. */
export async function ensureCertificate(core: Core, scope: IntentScope): Promise<void> {
  const { tenantId, intentId } = scope;
  const keyId = await ensureKey(core, scope);
  const { key, existing, participant, tenant } = await core.db.withTenant(tenantId, async (tx) => ({
    key: await tx.signingKey.findUniqueOrThrow({ where: { id: keyId } }),
    existing: await tx.certificate.findUnique({ where: { keyId }, select: { id: true } }),
    participant: await tx.participant.findUniqueOrThrow({ where: { id: scope.participantId } }),
    tenant: await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } }),
  }));
  if (existing) return;
  const ca = await core.providers.of(tenantId, 'ca', key.algorithm);
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

/** @returns the ID of the intent's key; of two that make one at the same time, the first stays */
async function ensureKey(core: Core, { tenantId, intentId, contractId }: IntentScope): Promise<string> {
  const find = () =>
    core.db.withTenant(tenantId, (tx) =>
      tx.signingKey.findUnique({ where: { intentId }, select: { id: true } }),
    );
  const earlier = await find();
  if (earlier) return earlier.id;
  const { policy } = await core.db.withTenant(tenantId, (tx) =>
    tx.contract.findUniqueOrThrow({ where: { id: contractId }, select: { policy: true } }),
  );
  const pair = await generateKeyPair(algorithmOf(policy));
  const id = newId(core.now());
  const row = {
    id,
    tenantId,
    purpose: 'signer',
    algorithm: pair.algorithm,
    publicKey: ownBytes(pair.publicKey),
    privateKeySealed: await core.keys.seal(tenantId, `key/${id}`, pair.privateKey),
    state: 'ready',
    intentId,
    createdAt: core.now(),
  };
  await core.db.withTenant(tenantId, (tx) => tx.signingKey.createMany({ data: [row], skipDuplicates: true }));
  const stored = await find();
  if (!stored) throw new CoreError('INTERNAL', 'the signing key was not stored');
  return stored.id;
}
