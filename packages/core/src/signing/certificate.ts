import { describeCertificate, generateKeyPair } from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { canonicalJson, ownBytes, sha256, toHex } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { algorithmOf } from '../tenants/key-algorithms.ts';
import type { IntentScope } from './intent-scope.ts';

const CERTIFICATE_DAYS = 2 * 365;

/** A one-time key and the CA's certificate for it. Finds its own earlier result. */
export async function ensureCertificate(core: Core, scope: IntentScope): Promise<void> {
  const { tenantId, intentId } = scope;
  const keyId = await ensureKey(core, scope);
  const { key, existing, participant, tenant, activations } = await core.db.withTenant(
    tenantId,
    async (tx) => ({
      key: await tx.signingKey.findUniqueOrThrow({ where: { id: keyId } }),
      existing: await tx.certificate.findUnique({ where: { keyId }, select: { id: true } }),
      participant: await tx.participant.findUniqueOrThrow({ where: { id: scope.participantId } }),
      tenant: await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } }),
      activations: await tx.activation.findMany({ where: { intentId }, orderBy: { documentId: 'asc' } }),
    }),
  );
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
    event: { contract: scope.contractId, evidence: agreedTo(activations) },
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

type Agreed = { documentId: string; preparedSha256: Uint8Array; valuesSha256: Uint8Array };

/** What the signer agreed to, in one digest: each document as it was shown, and the values they filled in. */
function agreedTo(activations: Agreed[]): Uint8Array {
  const documents = activations.map(({ documentId, preparedSha256, valuesSha256 }) => ({
    documentId,
    preparedSha256: toHex(preparedSha256),
    valuesSha256: toHex(valuesSha256),
  }));
  return sha256(canonicalJson(documents));
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
