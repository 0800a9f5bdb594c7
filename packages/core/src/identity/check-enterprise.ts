import { isUniqueViolation, type TenantTx } from '@chopmark/db';
import type { IdentityResult } from '@chopmark/plugins';
import type { Core } from '../context.ts';
import { asCoreError, CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { enterpriseExists } from '../tenants/enterprise.ts';
import { unsealLegalRepresentative } from '../tenants/legal-representative.ts';
import { identityProviderOf } from './identity-provider.ts';

export type IdentityStatus = IdentityResult['status'];

type Tenant = NonNullable<Awaited<ReturnType<TenantTx['tenant']['findUnique']>>>;

/**
 * Has the tenant's identity provider check the enterprise, and keeps what it said. Who is verified or under manual review
 * isn't checked again; of two checks at the same time the first result that settles it stays.
 * @throws CoreError PROVIDER_…, CONFLICT when the enterprise's data changed meanwhile, ENTERPRISE_EXISTS
 */
export async function checkEnterprise(
  core: Core,
  { tenantId, requestedBy }: { tenantId: string; requestedBy: string },
): Promise<IdentityStatus> {
  const tenant = await core.db.withTenant(tenantId, (tx) =>
    tx.tenant.findUniqueOrThrow({ where: { id: tenantId } }),
  );
  const settled = settledStatus(tenant.identityStatus);
  if (settled) return settled;
  if (!tenant.creditCode) {
    throw new CoreError('CREDIT_CODE_INVALID', 'the enterprise has no credit code yet', {
      field: 'creditCode',
    });
  }
  const legalRepresentative = await unsealLegalRepresentative(core, tenant);
  const enterprise = {
    name: tenant.name,
    creditCode: tenant.creditCode,
    ...(legalRepresentative ? { legalRepresentative } : {}),
  };
  const { id: provider } = await identityProviderOf(core, tenantId);
  const result = await askProvider(core, tenantId, enterprise);
  const id = newId(core.now());
  const legalRepresentativeSealed = legalRepresentative
    ? await core.keys.seal(tenantId, `identity/${id}/legal-representative`, legalRepresentative)
    : null;
  return store(core, tenant, { id, provider, legalRepresentativeSealed, requestedBy, result });
}

async function askProvider(
  core: Core,
  tenantId: string,
  enterprise: { name: string; creditCode: string; legalRepresentative?: string },
): Promise<IdentityResult> {
  const provider = await core.providers.of(tenantId, 'identity');
  try {
    return await provider.verifyEnterprise(enterprise);
  } catch (error) {
    throw asCoreError(error, 'PROVIDER_FAILED');
  }
}

type Check = {
  id: string;
  provider: string;
  legalRepresentativeSealed: Uint8Array<ArrayBuffer> | null;
  requestedBy: string;
  result: IdentityResult;
};

async function store(core: Core, asked: Tenant, check: Check): Promise<IdentityStatus> {
  const { result } = check;
  const tenantId = asked.id;
  try {
    return await core.db.withTenant(tenantId, async (tx) => {
      // Two checks of one enterprise stand in line here.
      await tx.$executeRaw`select 1 from tenant where id = ${tenantId}::uuid for update`;
      const now = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
      if (!sameEnterprise(asked, now)) {
        throw new CoreError('CONFLICT', 'the name or code was changed while it was checked; check again', {
          retryable: true,
        });
      }
      const settled = settledStatus(now.identityStatus);
      if (settled) return settled;
      await tx.identityVerification.create({ data: rowOf(asked, check, core.now()) });
      await tx.tenant.update({
        where: { id: tenantId },
        data: {
          identityStatus: result.status,
          identityLevel: result.level,
          identitySandbox: result.sandbox,
        },
      });
      return result.status;
    });
  } catch (error) {
    // A tenant in use that is verified later may meet another that was verified under its code.
    throw isUniqueViolation(error) ? enterpriseExists() : error;
  }
}

function rowOf(tenant: Tenant, check: Check, now: Date) {
  const { result } = check;
  return {
    id: check.id,
    tenantId: tenant.id,
    subject: 'enterprise',
    name: tenant.name,
    creditCode: tenant.creditCode,
    legalRepresentativeSealed: check.legalRepresentativeSealed,
    provider: check.provider,
    sandbox: result.sandbox,
    status: result.status,
    level: result.level,
    reference: result.reference,
    reason: result.reason ?? null,
    requestedBy: check.requestedBy,
    createdAt: now,
  };
}

/** Verified, or with manual review: a further check would change nothing. */
function settledStatus(status: string): IdentityStatus | undefined {
  return status === 'verified' || status === 'pending' ? status : undefined;
}

function sameEnterprise(a: Tenant, b: Tenant): boolean {
  const representative = (tenant: Tenant) =>
    tenant.legalRepresentativeSealed && Buffer.from(tenant.legalRepresentativeSealed).toString('base64');
  return a.name === b.name && a.creditCode === b.creditCode && representative(a) === representative(b);
}
