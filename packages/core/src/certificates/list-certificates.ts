import { describeCertificate } from '@chopmark/crypto';
import { z } from 'zod';
import { type Context, type Core, requireMember, requireOperator } from '../context.ts';
import { CoreError } from '../errors.ts';

const PAGE = 30;

export const certificateStates = ['valid', 'expired', 'revoked', 'not-yet-valid'] as const;

export const listCertificatesInput = z.object({ cursor: z.uuid().optional() });

const certificateRow = z.object({
  id: z.string(),
  serialNumber: z.string().meta({ description: 'Hexadecimal' }),
  subject: z.string().meta({ description: 'The whole name, RFC 4514' }),
  name: z.string(),
  profile: z.string(),
  /** Of its key, e.g. `rsa-2048`. */
  algorithm: z.string(),
  /** A one-time certificate's contract. */
  contractId: z.string().nullable(),
  state: z.enum(certificateStates),
  licensed: z.boolean(),
  notBefore: z.string(),
  notAfter: z.string(),
  revokedAt: z.string().nullable(),
  keyDestroyed: z.boolean(),
});

export const listCertificatesOutput = z.object({
  items: z.array(certificateRow),
  nextCursor: z.string().nullable(),
});

/** The certificates that the tenant's signers have, newest first, each with its state as of now. */
export async function listCertificates(
  ctx: Context,
  input: z.output<typeof listCertificatesInput>,
): Promise<z.input<typeof listCertificatesOutput>> {
  const { tenantId } = requireMember(ctx, 'certificate.view');
  return certificatesOf(ctx.core, tenantId, input.cursor);
}

export const operatorCertificatesInput = listCertificatesInput.extend({ slug: z.string().max(100) });

/** The same for an operator of the platform, who has to answer for every certificate it issued. */
export async function operatorCertificates(
  ctx: Context,
  input: z.output<typeof operatorCertificatesInput>,
): Promise<z.input<typeof listCertificatesOutput>> {
  requireOperator(ctx);
  return certificatesOf(ctx.core, await tenantBySlug(ctx.core, input.slug), input.cursor);
}

/** @throws CoreError NOT_FOUND */
export async function tenantBySlug(core: Core, slug: string): Promise<string> {
  const tenant = await core.db.relay.tenant.findFirst({
    where: { slug: slug.replaceAll('\0', ''), kind: 'enterprise' },
    select: { id: true },
  });
  if (!tenant) throw new CoreError('NOT_FOUND', 'no such tenant');
  return tenant.id;
}

async function certificatesOf(core: Core, tenantId: string, cursor: string | undefined) {
  const { rows, keys } = await core.db.withTenant(tenantId, async (tx) => {
    const found = await tx.certificate.findMany({
      where: { tenantId, ...(cursor ? { id: { lt: cursor } } : {}) },
      // Time-ordered IDs: a stable cursor.
      orderBy: { id: 'desc' },
      take: PAGE + 1,
    });
    const ids = found.map(({ keyId }) => keyId);
    const states = await tx.signingKey.findMany({
      where: { id: { in: ids } },
      select: { id: true, state: true },
    });
    return { rows: found, keys: new Map(states.map(({ id, state }) => [id, state])) };
  });
  const page = rows.slice(0, PAGE);
  const now = core.now();
  return {
    items: page.map((row) => rowOf(row, keys.get(row.keyId), now)),
    nextCursor: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null,
  };
}

type CertificateRow = NonNullable<Awaited<ReturnType<Core['db']['relay']['certificate']['findFirst']>>>;

function rowOf(row: CertificateRow, keyState: string | undefined, now: Date): z.input<typeof certificateRow> {
  const described = describeCertificate(row.der);
  return {
    id: row.id,
    serialNumber: row.serialNumber,
    subject: row.subject,
    name: described.subject.commonName ?? row.subject,
    profile: row.profile,
    algorithm: described.publicKeyAlgorithm,
    contractId: described.event?.contract ?? null,
    state: stateOf(row, now),
    licensed: row.licensed,
    notBefore: row.notBefore.toISOString(),
    notAfter: row.notAfter.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    keyDestroyed: keyState === 'destroyed',
  };
}

function stateOf(row: CertificateRow, now: Date): (typeof certificateStates)[number] {
  if (row.revokedAt) return 'revoked';
  if (now > row.notAfter) return 'expired';
  return now < row.notBefore ? 'not-yet-valid' : 'valid';
}
