import { describeCertificate } from '@chopmark/crypto';
import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import type { Rows } from './contract-view.ts';

/** How far it is known who the holder is: their own word and e-mail address, a try-out check, or a real one. */
const identitySchema = z.enum(['email', 'sandbox', 'verified']);

export const signatureSchema = z.object({
  documentId: z.string(),
  participantId: z.string(),
  field: z.string(),
  certificate: z.object({
    subject: z.string(),
    issuer: z.string(),
    serialNumber: z.string(),
    notBefore: z.string(),
    notAfter: z.string(),
    licensed: z.boolean(),
  }),
  identity: identitySchema,
  /** When the signer agreed, by our clock; what a timestamp authority says is `timestampedAt`. */
  signedAt: z.string(),
  timestampedAt: z.string().nullable(),
  revisionNo: z.number(),
});

type Signature = z.input<typeof signatureSchema>;

/** The committed signatures with their certificates, in the order they were put on. */
export async function signaturesOf(
  tx: TenantTx,
  { contract, participants }: Pick<Rows, 'contract' | 'participants'>,
): Promise<Signature[]> {
  const signed = await tx.documentSignature.findMany({
    where: { contractId: contract.id, revisionNo: { not: null } },
    orderBy: { revisionNo: 'asc' },
  });
  const intentIds = signed.map((row) => row.intentId);
  const intents = await tx.signingIntent.findMany({ where: { id: { in: intentIds } } });
  const keys = await tx.signingKey.findMany({
    where: { intentId: { in: intentIds } },
    select: { id: true, intentId: true },
  });
  const certificates = await tx.certificate.findMany({ where: { keyId: { in: keys.map((key) => key.id) } } });
  const tenant = await tx.tenant.findUnique({ where: { id: contract.tenantId } });
  return signed.flatMap((row) => {
    const { documentId, participantId, fieldName, timestampedAt, revisionNo, intentId } = row;
    const key = keys.find((each) => each.intentId === intentId);
    const certificate = certificates.find((each) => each.keyId === key?.id);
    const intent = intents.find((each) => each.id === intentId);
    const party = participants.find((each) => each.id === participantId);
    if (!certificate || !intent || revisionNo === null) return [];
    const { subject, serialNumber, notBefore, notAfter, licensed, der } = certificate;
    return [
      {
        documentId,
        participantId,
        field: fieldName,
        certificate: {
          subject,
          issuer: describeCertificate(der).issuer.text,
          serialNumber,
          notBefore: notBefore.toISOString(),
          notAfter: notAfter.toISOString(),
          licensed,
        },
        identity: party?.kind === 'member' ? identityOf(tenant) : 'email',
        signedAt: intent.signingTime.toISOString(),
        timestampedAt: timestampedAt?.toISOString() ?? null,
        revisionNo,
      },
    ];
  });
}

type Verified = { identityStatus: string; identitySandbox: boolean | null };

/** An enterprise signs through its member; what counts is the check of the enterprise. */
function identityOf(tenant: Verified | null): Signature['identity'] {
  if (tenant?.identityStatus !== 'verified') return 'email';
  return tenant.identitySandbox === false ? 'verified' : 'sandbox';
}
