import { Prisma } from '@chopmark/db';
import { certifySigner, type StoredKey } from '../certificates/certify-signer.ts';
import type { Core } from '../context.ts';
import { canonicalJson, sha256, toHex } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { algorithmOf } from '../tenants/key-algorithms.ts';
import type { IntentScope } from './intent-scope.ts';

/** A one-time key and the CA's certificate for it. Finds its own earlier result. */
export async function ensureCertificate(core: Core, scope: IntentScope): Promise<void> {
  const { tenantId, contractId, intentId } = scope;
  const { policy, participant, tenant, activations, key } = await load(core, scope);
  if (key?.certified) return;
  const profile = participant.kind === 'member' ? 'enterprise' : 'person';
  const subject =
    profile === 'enterprise' ? enterpriseName(tenant) : { commonName: participant.name, country: 'CN' };
  try {
    await certifySigner(core, {
      tenantId,
      algorithm: algorithmOf(policy),
      profile,
      subject,
      event: { contract: contractId, evidence: agreedTo(activations) },
      intentId,
      ...(key ? { key } : {}),
    });
  } catch (error) {
    // Somebody else, who did the same at the same time, was first.
    if (!(await load(core, scope)).key?.certified) throw error;
  }
}

type Loaded = {
  policy: unknown;
  participant: { kind: string; name: string };
  tenant: { name: string; creditCode: string | null };
  activations: Agreed[];
  key: (StoredKey & { certified: boolean }) | undefined;
};

async function load(core: Core, scope: IntentScope): Promise<Loaded> {
  const { tenantId, contractId, participantId, intentId } = scope;
  type Rows = [
    { policy: unknown }[],
    Loaded['participant'][],
    Loaded['tenant'][],
    Agreed[],
    NonNullable<Loaded['key']>[],
  ];
  const [[contract], [participant], [tenant], activations, [key]] = await core.db.tenantBatch<Rows>(
    tenantId,
    [
      Prisma.sql`select policy from contract where id = ${contractId}::uuid`,
      Prisma.sql`select kind, name from participant where id = ${participantId}::uuid`,
      Prisma.sql`select name, credit_code as "creditCode" from tenant where id = ${tenantId}::uuid`,
      Prisma.sql`
        select document_id as "documentId", prepared_sha256 as "preparedSha256", values_sha256 as "valuesSha256"
        from activation where intent_id = ${intentId}::uuid order by document_id`,
      Prisma.sql`
        select id, public_key as "publicKey",
          exists (select 1 from certificate where key_id = signing_key.id) as certified
        from signing_key where intent_id = ${intentId}::uuid`,
    ],
  );
  if (!contract || !participant || !tenant)
    throw new CoreError('NOT_FOUND', 'the signing is no longer there');
  return { policy: contract.policy, participant, tenant, activations, key };
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
    // EN 319 412-1 §5.1.4: NTR, a number of the national trade register, where companies get their credit code; and its country.
    ...(tenant.creditCode ? { organizationIdentifier: `NTRCN-${tenant.creditCode}` } : {}),
  };
}
