import { describeCertificate, type KeyAlgorithm } from '@chopmark/crypto';
import { Prisma } from '@chopmark/db';
import type { CertificateAuthority, IssueRequest } from '@chopmark/plugins';
import type { Core } from '../context.ts';
import { type NewKey, storingKey } from '../custody/signer-keys.ts';
import { newId } from '../ids.ts';

const CERTIFICATE_DAYS = 2 * 365;

export type SignerToCertify = Pick<IssueRequest, 'profile' | 'subject' | 'event'> & {
  tenantId: string;
  algorithm: KeyAlgorithm;
  /** The signing it is for, and its key where it has one without a certificate. */
  intentId?: string;
  key?: StoredKey;
};

export type StoredKey = { id: string; publicKey: Uint8Array };

/**
 * A new key of a signer with the certificate of their CA for it: both are stored, or neither. While the CA works the key is sealed
 * for its tenant. What was interrupted begins anew with another key: a certificate whose key was never stored is of no use to
 * anybody. Of two that do so for one signing at the same time the first stays.
 * @returns the certificate, DER
 * @throws CoreError PROVIDER_MISSING, or what the CA refuses
 */
export async function certifySigner(core: Core, signer: SignerToCertify): Promise<Uint8Array> {
  const { tenantId, algorithm, intentId } = signer;
  const [ca, key] = await Promise.all([
    core.providers.of(tenantId, 'ca', algorithm),
    signer.key ?? core.signerKeys.make({ tenantId, algorithm }),
  ]);
  const isNew = 'sealed' in key;
  const [certificate, storingNew] = await Promise.all([
    issued(core, ca, signer, key),
    isNew ? storingKey(key, { intentId, now: core.now() }) : undefined,
  ]);
  // What is signed with the key is committed after this, and waits for the disk; lost together, both are made anew.
  const statements = [...(storingNew ? [storingNew] : []), certificate.storing];
  await core.db.tenantBatch(tenantId, statements, { flushLater: true });
  return certificate.der;
}

async function issued(
  core: Core,
  ca: CertificateAuthority,
  { tenantId, profile, subject, event }: SignerToCertify,
  key: StoredKey | NewKey,
): Promise<{ der: Uint8Array; storing: Prisma.Sql }> {
  const { certificate: der, chain } = await ca.issue({
    // Whoever has the same key asks for the same again; another key is another request.
    requestId: key.id,
    profile,
    subject,
    publicKey: key.publicKey,
    validityDays: CERTIFICATE_DAYS,
    ...(event ? { event } : {}),
  });
  const { subject: named, serialNumber, notBefore, notAfter } = describeCertificate(der);
  const storing = Prisma.sql`
    insert into certificate (id, tenant_id, key_id, profile, subject, serial_number, der, chain, licensed,
      not_before, not_after, created_at)
    select ${newId(core.now())}::uuid, ${tenantId}::uuid, id, ${profile}, ${named.text}, ${serialNumber}, ${der},
      ${chain}::bytea[], ${ca.licensed}, ${notBefore}::timestamptz, ${notAfter}::timestamptz, ${core.now()}::timestamptz
    from signing_key where id = ${key.id}::uuid
    on conflict do nothing`;
  return { der, storing };
}
