import { randomBytes } from 'node:crypto';
import type { TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Enterprise } from './enterprise.ts';
import { sealLegalRepresentative } from './legal-representative.ts';
import { builtinRoles, roleNames } from './permissions.ts';

export type NewTenant = Enterprise & { locale: string; founder: { accountId: string; name: string } };

export type FoundedTenant = {
  tenantId: string;
  slug: string;
  /** False when the founder was opening this enterprise already. */
  isNew: boolean;
};

/**
 * Begins the tenant of an enterprise that `requireOpenable` has let through: its row, the built-in roles and
 * the founder as super_admin. Safe to repeat: one account opens one enterprise once, and a founding that was interrupted
 * is completed.
 */
export async function foundTenant(core: Core, input: NewTenant): Promise<FoundedTenant> {
  const tenant = await ensureTenant(core, input);
  const now = core.now();
  await core.db.withTenant(tenant.tenantId, async (tx) => {
    await ensureRoles(tx, tenant.tenantId, now);
    await ensureFounder(tx, { ...tenant, name: input.name, founder: input.founder, now });
  });
  return tenant;
}

async function ensureTenant(core: Core, input: NewTenant): Promise<FoundedTenant> {
  const now = core.now();
  const id = newId(now);
  const slug = newSlug(input.name);
  const openedBy = input.founder.accountId;
  const creditCode = input.creditCode ?? null;
  const { count } = await core.db.relay.tenant.createMany({
    data: [
      {
        id,
        slug,
        kind: 'enterprise',
        name: input.name,
        creditCode,
        openedBy,
        status: 'opening',
        locale: input.locale,
        policy: { level: 'B-T', willingness: 'email-code', algorithm: 'ec-p256' },
        createdAt: now,
      },
    ],
    skipDuplicates: true,
  });
  if (count === 1) {
    await keepLegalRepresentative(core, id, input.legalRepresentative);
    return { tenantId: id, slug, isNew: true };
  }
  const earlier = await core.db.relay.tenant.findFirst({
    where: { openedBy, creditCode, status: 'opening' },
    select: { id: true, slug: true },
  });
  if (earlier) return { tenantId: earlier.id, slug: earlier.slug, isNew: false };
  throw new CoreError('CONFLICT', 'the enterprise was opened at this very moment; look again', {
    retryable: true,
  });
}

/** After the row: what is sealed needs the tenant's data key. */
async function keepLegalRepresentative(
  core: Core,
  tenantId: string,
  name: string | undefined,
): Promise<void> {
  if (!name) return;
  const sealed = await sealLegalRepresentative(core, tenantId, name);
  await core.db.relay.tenant.update({
    where: { id: tenantId },
    data: { legalRepresentativeSealed: sealed },
  });
}

async function ensureRoles(tx: TenantTx, tenantId: string, now: Date): Promise<void> {
  const roles = roleNames.map((name) => ({
    id: newId(now),
    tenantId,
    name,
    builtin: true,
    permissions: [...builtinRoles[name]],
  }));
  await tx.role.createMany({ data: roles, skipDuplicates: true });
}

async function ensureFounder(
  tx: TenantTx,
  { tenantId, slug, name, founder, now }: FoundedTenant & Pick<NewTenant, 'name' | 'founder'> & { now: Date },
): Promise<void> {
  const { accountId } = founder;
  const membership = {
    id: newId(now),
    tenantId,
    accountId,
    name: founder.name,
    tenantSlug: slug,
    tenantName: name,
    createdAt: now,
  };
  await tx.membership.createMany({ data: [membership], skipDuplicates: true });
  const { id: membershipId } = await tx.membership.findUniqueOrThrow({
    where: { tenantId_accountId: { tenantId, accountId } },
    select: { id: true },
  });
  const { id: roleId } = await tx.role.findUniqueOrThrow({
    where: { tenantId_name: { tenantId, name: 'super_admin' } },
    select: { id: true },
  });
  await tx.membershipRole.createMany({ data: [{ tenantId, membershipId, roleId }], skipDuplicates: true });
}

/** Letters and digits of the name where it has any, and a random end that nobody can guess from it. */
function newSlug(name: string): string {
  const readable = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 24)
    .replace(/-+$/, '');
  const random = randomBytes(4).toString('hex');
  return readable ? `${readable}-${random}` : `e-${random}`;
}
