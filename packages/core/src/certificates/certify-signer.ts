import { describeCertificate, type KeyAlgorithm } from '@chopmark/crypto';
import { Prisma } from '@chopmark/db';
import type { IssueRequest } from '@chopmark/plugins';
import type { Core } from '../context.ts';
import type { StoredKey } from '../custody/signer-keys.ts';
import { newId } from '../ids.ts';

const CERTIFICATE_DAYS = 2 * 365;

export type SignerToCertify = Pick<IssueRequest, 'profile' | 'subject' | 'event'> & {
  tenantId: string;
  algorithm: KeyAlgorithm;
  /** The signing it is for, and its key where it has one already. */
  intentId?: string;
  key?: StoredKey;
};

/**
 * A signer's key with the certificate of their CA for it, both stored. Interrupted, it is finished by the next call with the
 * same intent's key.
 * @returns the certificate, DER
 * @throws CoreError PROVIDER_MISSING, or what the CA refuses
 */
export async function certifySigner(core: Core, signer: SignerToCertify): Promise<Uint8Array> {
  const { tenantId, algorithm, intentId, profile, subject, event } = signer;
  const newKey = () => core.signerKeys.create({ tenantId, algorithm, ...(intentId ? { intentId } : {}) });
  const [ca, key] = await Promise.all([core.providers.of(tenantId, 'ca', algorithm), signer.key ?? newKey()]);
  const { certificate, chain } = await ca.issue({
    // Whoever has the same key asks for the same again; another key is another request.
    requestId: key.id,
    profile,
    subject,
    publicKey: key.publicKey,
    validityDays: CERTIFICATE_DAYS,
    ...(event ? { event } : {}),
  });
  const described = describeCertificate(certificate);
  await core.db.tenantBatch(
    tenantId,
    [
      Prisma.sql`
      insert into certificate (id, tenant_id, key_id, profile, subject, serial_number, der, chain, licensed,
        not_before, not_after, created_at)
      values (${newId(core.now())}::uuid, ${tenantId}::uuid, ${key.id}::uuid, ${profile}, ${described.subject.text},
        ${described.serialNumber}, ${certificate}, ${chain}::bytea[], ${ca.licensed}, ${described.notBefore},
        ${described.notAfter}, ${core.now()})
      on conflict do nothing`,
      // Lost, it is had from the CA again.
    ],
    { flushLater: true },
  );
  return certificate;
}
