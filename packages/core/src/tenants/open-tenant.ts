import { randomBytes, randomInt } from 'node:crypto';
import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { createIssuingCa } from '../platform/authority.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { createRoundSeal } from '../seals/seals.ts';
import { builtinRoles, roleNames } from './permissions.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

export type NewTenant = {
  name: string;
  creditCode?: string | undefined;
  locale: string;
  founder: { accountId: string; name: string };
};

/**
 * Opens a tenant for an enterprise: its row and data key, roles, the founder as super_admin, then its issuing CA and
 * first seal. The second half is safe to repeat and is taken up again when it was interrupted.
 */
export async function openTenant(core: Core, input: NewTenant): Promise<{ tenantId: string; slug: string }> {
  await checkIdentity(core, input);
  const now = core.now();
  const tenantId = newId(now);
  const slug = newSlug(input.name);
  await core.db.relay.tenant.create({
    data: {
      id: tenantId,
      slug,
      kind: 'enterprise',
      name: input.name,
      creditCode: input.creditCode ?? null,
      status: 'opening',
      locale: input.locale,
      dataKeySealed: core.keys.create(tenantId),
      policy: { level: 'B-T', willingness: 'email-code' },
      createdAt: now,
    },
  });
  await core.db.withTenant(tenantId, async (tx) => {
    const roles = roleNames.map((name) => ({
      id: newId(now),
      tenantId,
      name,
      builtin: true,
      permissions: [...builtinRoles[name]],
    }));
    await tx.role.createMany({ data: roles });
    const membershipId = newId(now);
    await tx.membership.create({
      data: {
        id: membershipId,
        tenantId,
        accountId: input.founder.accountId,
        name: input.founder.name,
        tenantSlug: slug,
        tenantName: input.name,
        createdAt: now,
      },
    });
    const founding = roles.find((role) => role.name === 'super_admin');
    if (founding) await tx.membershipRole.create({ data: { tenantId, membershipId, roleId: founding.id } });
  });
  await resumeOpening(core, tenantId);
  return { tenantId, slug };
}

/** Finishes what opening a tenant began; does nothing for a tenant in use. */
export async function resumeOpening(core: Core, tenantId: string): Promise<void> {
  const tenant = await core.db.withTenant(tenantId, (tx) =>
    tx.tenant.findUnique({ where: { id: tenantId } }),
  );
  if (!tenant) throw new CoreError('NOT_FOUND', 'no such tenant');
  if (tenant.status !== 'opening') return;
  await ensureIssuingCa(core, tenant);
  await ensureFirstSeal(core, tenant);
  await core.db.withTenant(tenantId, (tx) =>
    tx.tenant.updateMany({ where: { id: tenantId, status: 'opening' }, data: { status: 'active' } }),
  );
}

async function checkIdentity(core: Core, input: NewTenant): Promise<void> {
  if (!input.creditCode) return;
  const identity = await core.providers.of(PLATFORM_TENANT_ID, 'identity');
  const result = await identity.verifyEnterprise({ name: input.name, creditCode: input.creditCode });
  if (result.status !== 'rejected') return;
  const code = result.reason?.startsWith('CREDIT_CODE') ? 'CREDIT_CODE_INVALID' : 'IDENTITY_REJECTED';
  throw new CoreError(code, 'the enterprise could not be verified; check its name and credit code', {
    field: 'creditCode',
  });
}

async function ensureIssuingCa(
  core: Core,
  tenant: { id: string; slug: string; name: string },
): Promise<void> {
  const exists = await core.db.withTenant(tenant.id, (tx) =>
    tx.providerConfiguration.findFirst({ where: { tenantId: tenant.id, kind: 'ca' }, select: { id: true } }),
  );
  if (exists) return;
  const ca = await createIssuingCa(core, tenant);
  await core.providers.configure({
    tenantId: tenant.id,
    kind: 'ca',
    pluginId: 'built-in',
    config: {
      issuingCertificate: base64(ca.certificate),
      issuingKey: base64(ca.pair.privateKey),
      algorithm: ca.pair.algorithm,
      chain: [base64(ca.root)],
      crlUrl: ca.crlUrl,
      caIssuersUrl: ca.caIssuersUrl,
    },
  });
}

async function ensureFirstSeal(core: Core, tenant: { id: string; name: string }): Promise<void> {
  const { seal, founder } = await core.db.withTenant(tenant.id, async (tx) => ({
    seal: await tx.seal.findFirst({ where: { tenantId: tenant.id }, select: { id: true } }),
    founder: await tx.membership.findFirst({ where: { tenantId: tenant.id }, orderBy: { createdAt: 'asc' } }),
  }));
  if (seal || !founder) return;
  await createRoundSeal(core, {
    tenantId: tenant.id,
    membershipId: founder.id,
    enterpriseName: tenant.name,
    sealId: Array.from({ length: 13 }, () => randomInt(0, 10)).join(''),
  });
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
