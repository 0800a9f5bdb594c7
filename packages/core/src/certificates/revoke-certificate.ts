import { describeCertificate } from '@chopmark/crypto';
import type { CertificateStatus } from '@chopmark/plugins';
import { z } from 'zod';
import { type Context, type Core, requireMember, requireOperator } from '../context.ts';
import { asCoreError, CoreError } from '../errors.ts';
import { appendEvent, eventActor } from '../evidence/events.ts';
import { tenantBySlug } from './list-certificates.ts';

/** Why a signer's certificate may be revoked, as CRLReason of RFC 5280 §5.3.1. */
const REASONS = {
  unspecified: 0,
  'key-compromise': 1,
  'affiliation-changed': 3,
  superseded: 4,
  'cessation-of-operation': 5,
  'privilege-withdrawn': 9,
} as const;

export const revocationReasons = Object.keys(REASONS) as [keyof typeof REASONS, ...(keyof typeof REASONS)[]];

export const revokeCertificateInput = z.object({
  serialNumber: z
    .string()
    .regex(/^([0-9a-fA-F]{2}){1,20}$/)
    .meta({ description: 'Hexadecimal' }),
  reason: z.enum(revocationReasons),
});

/** The revocation as it stands: of two, the first. */
export const revokeCertificateOutput = z.object({ revokedAt: z.string(), reason: z.enum(revocationReasons) });

/**
 * Revokes the certificate of one of the tenant's signers, from now on. What was signed and timestamped before stays valid; CRL and
 * OCSP tell of it at once. It can't be undone; repeated, it answers the first revocation.
 * @throws CoreError NOT_FOUND, PROVIDER_FAILED
 */
export async function revokeCertificate(
  ctx: Context,
  input: z.output<typeof revokeCertificateInput>,
): Promise<z.input<typeof revokeCertificateOutput>> {
  const { tenantId } = requireMember(ctx, 'certificate.manage');
  return revoke(ctx, tenantId, input);
}

export const operatorRevokeCertificateInput = revokeCertificateInput.extend({ slug: z.string().max(100) });

/** The same by an operator of the platform, for any tenant. @throws CoreError NOT_FOUND, PROVIDER_FAILED */
export async function operatorRevokeCertificate(
  ctx: Context,
  input: z.output<typeof operatorRevokeCertificateInput>,
): Promise<z.input<typeof revokeCertificateOutput>> {
  requireOperator(ctx);
  return revoke(ctx, await tenantBySlug(ctx.core, input.slug), input);
}

type Revocation = Extract<CertificateStatus, { status: 'revoked' }>;

async function revoke(ctx: Context, tenantId: string, input: z.output<typeof revokeCertificateInput>) {
  const { core } = ctx;
  const serialNumber = input.serialNumber.toLowerCase();
  const found = await findCertificate(core, tenantId, serialNumber);
  // First the CA: whoever trusts the certificate asks there. What follows finds it done if this is repeated.
  const revocation = await revokeAtCa(core, tenantId, {
    serialNumber,
    algorithm: found.algorithm,
    reason: REASONS[input.reason],
  });
  await recordEvent(ctx, tenantId, { ...found, serialNumber, revocation });
  await core.db.withTenant(tenantId, (tx) =>
    tx.certificate.updateMany({
      where: { tenantId, serialNumber, revokedAt: null },
      data: { revokedAt: revocation.at },
    }),
  );
  core.log.info(
    { audit: 'certificate.revoked', tenantId, serialNumber, reason: revocation.reason, by: whoOf(ctx) },
    "a signer's certificate was revoked",
  );
  return { revokedAt: revocation.at.toISOString(), reason: reasonName(revocation.reason) };
}

const reasonName = (reason: number) =>
  revocationReasons.find((name) => REASONS[name] === reason) ?? 'unspecified';

function whoOf({ actor, ip }: Context) {
  return actor.kind === 'member' || actor.kind === 'account'
    ? { accountId: actor.accountId, operator: actor.kind === 'account', ip }
    : { ip };
}

async function findCertificate(core: Core, tenantId: string, serialNumber: string) {
  const found = await core.db.withTenant(tenantId, async (tx) => {
    const certificate = await tx.certificate.findUnique({
      where: { tenantId_serialNumber: { tenantId, serialNumber } },
      select: { der: true, keyId: true },
    });
    if (!certificate) return undefined;
    const key = await tx.signingKey.findUnique({
      where: { id: certificate.keyId },
      select: { intentId: true, algorithm: true },
    });
    const intent = key?.intentId
      ? await tx.signingIntent.findUnique({ where: { id: key.intentId }, select: { participantId: true } })
      : null;
    const participant = intent
      ? await tx.participant.findUnique({
          where: { id: intent.participantId },
          select: { id: true, contractId: true, ownerTenantId: true },
        })
      : null;
    const { publicKeyAlgorithm } = describeCertificate(certificate.der);
    return { algorithm: key?.algorithm ?? publicKeyAlgorithm, participant };
  });
  if (!found) throw new CoreError('NOT_FOUND', 'the tenant has no certificate with this serial number');
  return found;
}

async function revokeAtCa(
  core: Core,
  tenantId: string,
  { serialNumber, algorithm, reason }: { serialNumber: string; algorithm: string; reason: number },
): Promise<Revocation> {
  try {
    const ca = await core.providers.of(tenantId, 'ca', algorithm);
    await ca.revoke({ serialNumber, reason, at: core.now() });
    const status = await ca.status(serialNumber);
    if (status.status === 'revoked') return status;
  } catch (error) {
    const isUnknown = error instanceof Error && 'code' in error && error.code === 'CA_CERTIFICATE_UNKNOWN';
    // The tenant changed its CA since: the one of now can't answer for the certificate.
    if (isUnknown) throw new CoreError('NOT_FOUND', "the tenant's CA knows no such certificate");
    throw asCoreError(error, 'PROVIDER_FAILED', { params: { kind: 'ca' } });
  }
  throw new CoreError('PROVIDER_FAILED', 'the CA took the revocation but does not show it', {
    params: { kind: 'ca' },
  });
}

type Recorded = {
  participant: { id: string; contractId: string; ownerTenantId: string } | null;
  serialNumber: string;
  revocation: Revocation;
};

/** In the chain of the contract that the certificate signed, once; the chain is kept by the contract's owner. */
async function recordEvent(ctx: Context, signerTenantId: string, recorded: Recorded): Promise<void> {
  const { participant, serialNumber, revocation } = recorded;
  if (!participant) return;
  const { contractId, ownerTenantId, id: participantId } = participant;
  await ctx.core.db.withTenant(ownerTenantId, async (tx) => {
    await tx.$executeRaw`select 1 from contract where id = ${contractId}::uuid for update`;
    const earlier = await tx.event.findMany({ where: { contractId, type: 'certificate.revoked' } });
    if (earlier.some(({ data }) => isAbout(data, serialNumber))) return;
    await appendEvent(tx, {
      tenantId: ownerTenantId,
      contractId,
      type: 'certificate.revoked',
      at: ctx.core.now(),
      // Who of another tenant did so is for that tenant to know.
      actor: signerTenantId === ownerTenantId ? eventActor(ctx) : { kind: 'system' },
      data: {
        participantId,
        serialNumber,
        reason: revocation.reason,
        revokedAt: revocation.at.toISOString(),
        byOperator: ctx.actor.kind === 'account',
      },
    });
  });
}

function isAbout(data: unknown, serialNumber: string): boolean {
  return (
    typeof data === 'object' && data !== null && 'serialNumber' in data && data.serialNumber === serialNumber
  );
}
