import { isUniqueViolation } from '@chopmark/db';
import { z } from 'zod';
import { type Context, type Core, requireAccount } from '../context.ts';
import { CoreError } from '../errors.ts';
import { type Enterprise, enterpriseExists, enterpriseInput, requireOpenable } from './enterprise.ts';
import { foundTenant } from './found-tenant.ts';
import { sealLegalRepresentative, unsealLegalRepresentative } from './legal-representative.ts';
import { requireOpener, type TenantRow } from './opener.ts';

export const openEnterpriseInput = enterpriseInput;

/**
 * Begins to open an enterprise for the account asking; its further steps are in `onboardingState`. Sent again, it finds the
 * same opening and keeps what was typed last.
 * @throws CoreError CREDIT_CODE_INVALID, ENTERPRISE_EXISTS, SEAL_CHARACTER_MISSING; nothing is stored then
 */
export async function openEnterprise(
  ctx: Context,
  input: z.output<typeof openEnterpriseInput>,
): Promise<{ slug: string }> {
  const { core } = ctx;
  const { accountId } = requireAccount(ctx);
  await requireOpenable(core, input);
  const account = await core.db.relay.account.findUniqueOrThrow({ where: { id: accountId } });
  const founder = { accountId, name: account.name };
  const { tenantId, slug, isNew } = await foundTenant(core, { ...input, locale: account.locale, founder });
  if (!isNew) await changeEnterprise(core, tenantId, input);
  return { slug };
}

export const correctEnterpriseInput = enterpriseInput.extend({ slug: z.string().max(100) });

/**
 * Corrects what an enterprise said of itself as long as nobody has vouched for it, or it isn't in use yet: a changed name or
 * code is to be checked anew. The name of a tenant in use stays, because its seals show it.
 * @throws CoreError as `openEnterprise`; CONFLICT when it is verified and in use
 */
export async function correctEnterprise(
  ctx: Context,
  input: z.output<typeof correctEnterpriseInput>,
): Promise<void> {
  const { tenant } = await requireOpener(ctx, input.slug);
  if (tenant.status === 'active' && (tenant.identityStatus === 'verified' || tenant.name !== input.name)) {
    throw new CoreError('CONFLICT', 'the enterprise is in use under this name and code', { field: 'name' });
  }
  await requireOpenable(ctx.core, input, tenant.id);
  await changeEnterprise(ctx.core, tenant.id, input);
}

async function changeEnterprise(core: Core, tenantId: string, to: Enterprise): Promise<void> {
  const before = await core.db.withTenant(tenantId, (tx) =>
    tx.tenant.findUniqueOrThrow({ where: { id: tenantId } }),
  );
  if (await isUnchanged(core, before, to)) return;
  const { name, creditCode = null, legalRepresentative } = to;
  const legalRepresentativeSealed = legalRepresentative
    ? await sealLegalRepresentative(core, tenantId, legalRepresentative)
    : null;
  const now = core.now();
  try {
    await core.db.withTenant(tenantId, async (tx) => {
      // What was true of the old name and code says nothing about the new ones.
      const identity = { identityStatus: 'none', identityLevel: null, identitySandbox: null };
      // Its state is asked once more in the statement itself: a check or activation may have come between.
      const { count } = await tx.tenant.updateMany({
        where: { id: tenantId, status: before.status, identityStatus: before.identityStatus },
        data: { name, creditCode, legalRepresentativeSealed, ...identity },
      });
      if (count === 0) {
        throw new CoreError('CONFLICT', 'the enterprise has just moved on; look at it again', {
          retryable: true,
        });
      }
      await tx.membership.updateMany({ where: { tenantId }, data: { tenantName: name } });
      await tx.identityVerification.updateMany({
        where: { tenantId, subject: 'enterprise', status: 'pending' },
        data: { status: 'rejected', reason: 'CORRECTED', decidedAt: now },
      });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? enterpriseExists() : error;
  }
}

async function isUnchanged(core: Core, tenant: TenantRow, to: Enterprise): Promise<boolean> {
  const representative = await unsealLegalRepresentative(core, tenant);
  return (
    tenant.name === to.name &&
    tenant.creditCode === (to.creditCode ?? null) &&
    representative === to.legalRepresentative
  );
}
