import { describeCertificate } from '@chopmark/crypto';
import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, type Core, requireAccount } from '../context.ts';
import { identityProviderOf } from '../identity/identity-provider.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { drawingSchema } from '../seals/drawing.ts';
import { firstSealSpec } from './finish-opening.ts';
import { unsealLegalRepresentative } from './legal-representative.ts';
import { requireOpener, type TenantRow } from './opener.ts';

export const onboardingStateInput = z.object({ slug: z.string().max(100).optional() });

const provider = z.object({
  id: z.string(),
  label: z.object({ 'zh-CN': z.string(), en: z.string() }),
  sandbox: z.boolean(),
});

export const onboardingStateOutput = z.object({
  /** What is to be done next; derived from what is stored, so that it is the same after a reload and elsewhere. */
  step: z.enum(['enterprise', 'identity', 'seal', 'ready']),
  /** Is the tenant in use already? */
  working: z.boolean(),
  /** Who will check the identity, or has: pages say so when it is a sandbox. */
  provider,
  enterprise: z
    .object({
      slug: z.string(),
      name: z.string(),
      creditCode: z.string().nullable(),
      legalRepresentative: z.string().nullable(),
    })
    .nullable(),
  identity: z
    .object({
      status: z.enum(['verified', 'rejected', 'pending']),
      level: z.string(),
      sandbox: z.boolean(),
      reference: z.string(),
      /** A provider's code, or an operator's words. */
      reason: z.string().nullable(),
      checkedAt: z.string(),
      decidedAt: z.string().nullable(),
    })
    .nullable(),
  seal: z.object({ sealType: z.string(), sealId: z.string(), diameterMm: z.number() }).nullable(),
  ready: z
    .object({
      authority: z.object({
        licensed: z.boolean(),
        /** From the tenant's issuing CA up to the root. */
        chain: z.array(z.object({ name: z.string(), validUntil: z.string() })),
      }),
      roles: z.array(z.string()),
      seal: z
        .object({ name: z.string(), widthMm: z.number(), heightMm: z.number(), drawing: drawingSchema })
        .nullable(),
    })
    .nullable(),
});

export type OnboardingState = z.output<typeof onboardingStateOutput>;

/** How far the opening of an enterprise has come; without a slug, what a new one begins with. */
export async function onboardingState(
  ctx: Context,
  input: z.output<typeof onboardingStateInput>,
): Promise<OnboardingState> {
  const { core } = ctx;
  if (input.slug === undefined) {
    requireAccount(ctx);
    const provider = await identityProviderOf(core, PLATFORM_TENANT_ID);
    const nothing = { enterprise: null, identity: null, seal: null, ready: null };
    return { step: 'enterprise', working: false, provider, ...nothing };
  }
  const { tenant } = await requireOpener(ctx, input.slug);
  const step = stepOf(tenant);
  return {
    step,
    working: tenant.status === 'active',
    provider: await identityProviderOf(core, tenant.id),
    enterprise: {
      slug: tenant.slug,
      name: tenant.name,
      creditCode: tenant.creditCode,
      legalRepresentative: (await unsealLegalRepresentative(core, tenant)) ?? null,
    },
    identity: await latestCheck(core, tenant),
    seal: step === 'seal' ? sealFacts(tenant) : null,
    ready: step === 'ready' ? await whatExists(core, tenant) : null,
  };
}

function stepOf(tenant: TenantRow): OnboardingState['step'] {
  if (tenant.identityStatus !== 'verified') return 'identity';
  return tenant.status === 'opening' ? 'seal' : 'ready';
}

function sealFacts(tenant: TenantRow) {
  const { sealType, sealId, diameterMm } = firstSealSpec(tenant);
  return { sealType, sealId, diameterMm };
}

const status = onboardingStateOutput.shape.identity.unwrap().shape.status;

/** The check that the tenant's present name and code went through; after a correction there is none. */
async function latestCheck(core: Core, tenant: TenantRow): Promise<OnboardingState['identity']> {
  if (tenant.identityStatus === 'none') return null;
  const row = await core.db.withTenant(tenant.id, (tx) =>
    tx.identityVerification.findFirst({
      where: { tenantId: tenant.id, subject: 'enterprise' },
      orderBy: { createdAt: 'desc' },
    }),
  );
  if (!row) return null;
  return {
    status: status.parse(row.status),
    level: row.level,
    sandbox: row.sandbox,
    reference: row.reference,
    reason: row.reason,
    checkedAt: row.createdAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
  };
}

async function whatExists(core: Core, tenant: TenantRow): Promise<OnboardingState['ready']> {
  const authority = await core.providers.of(tenant.id, 'ca');
  const chain = authority.chain().map((der) => {
    const { subject, notAfter } = describeCertificate(der);
    return { name: subject.commonName ?? subject.text, validUntil: notAfter.toISOString() };
  });
  const { roles, seal } = await core.db.withTenant(tenant.id, (tx) => rolesAndSeal(tx, tenant.id));
  return {
    authority: { licensed: authority.licensed, chain },
    roles: roles.map((role) => role.name),
    seal: seal && {
      name: seal.name,
      widthMm: seal.widthMm.toNumber(),
      heightMm: seal.heightMm.toNumber(),
      drawing: drawingSchema.parse(seal.drawing),
    },
  };
}

async function rolesAndSeal(tx: TenantTx, tenantId: string) {
  return {
    roles: await tx.role.findMany({ where: { tenantId, builtin: true }, orderBy: { id: 'asc' } }),
    seal: await tx.seal.findFirst({ where: { tenantId, kind: 'round' }, orderBy: { createdAt: 'asc' } }),
  };
}
