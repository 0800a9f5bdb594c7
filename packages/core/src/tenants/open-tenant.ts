import { randomBytes, randomInt } from 'node:crypto';
import type { Core } from '../context.ts';
import { asCoreError, CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { createIssuingCa } from '../platform/authority.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { createFirstSeal, firstSealOf } from '../seals/first-seal.ts';
import { builtinRoles, roleNames } from './permissions.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

export type Enterprise = { name: string; creditCode?: string | undefined };

export type NewTenant = Enterprise & { locale: string; founder: { accountId: string; name: string } };

/**
 * Opens a tenant for an enterprise: its row and data key, roles, the founder as super_admin, then its issuing CA and
 * first seal. The second half is safe to repeat and is taken up again when it was interrupted.
 * @throws CoreError CREDIT_CODE_INVALID, IDENTITY_REJECTED, INVALID_INPUT; nothing is stored then
 */
export async function openTenant(core: Core, input: NewTenant): Promise<{ tenantId: string; slug: string }> {
  await requireOpenable(core, input);
  return foundTenant(core, input);
}

/** Everything that may be wrong with an enterprise's name and code, asked before anything is stored. */
export async function requireOpenable(core: Core, enterprise: Enterprise): Promise<void> {
  await checkSealable(core, enterprise.name);
  await checkIdentity(core, enterprise);
}

/** Opens the tenant of an enterprise that `requireOpenable` has let through. */
export async function foundTenant(core: Core, input: NewTenant): Promise<{ tenantId: string; slug: string }> {
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
  await addRolesAndFounder(core, { tenantId, slug, ...input });
  await resumeOpening(core, tenantId);
  return { tenantId, slug };
}

async function addRolesAndFounder(
  core: Core,
  { tenantId, slug, name, founder }: NewTenant & { tenantId: string; slug: string },
): Promise<void> {
  const now = core.now();
  const roles = roleNames.map((role) => ({
    id: newId(now),
    tenantId,
    name: role,
    builtin: true,
    permissions: [...builtinRoles[role]],
  }));
  const membershipId = newId(now);
  await core.db.withTenant(tenantId, async (tx) => {
    await tx.role.createMany({ data: roles });
    await tx.membership.create({
      data: {
        id: membershipId,
        tenantId,
        accountId: founder.accountId,
        name: founder.name,
        tenantSlug: slug,
        tenantName: name,
        createdAt: now,
      },
    });
    const founding = roles.find((role) => role.name === 'super_admin');
    if (founding) await tx.membershipRole.create({ data: { tenantId, membershipId, roleId: founding.id } });
  });
}

/** Finishes what opening a tenant began; does nothing for a tenant in use. */
export async function resumeOpening(core: Core, tenantId: string): Promise<void> {
  const tenant = await core.db.withTenant(tenantId, (tx) =>
    tx.tenant.findUnique({ where: { id: tenantId } }),
  );
  if (!tenant) throw new CoreError('NOT_FOUND', 'no such tenant');
  if (tenant.status !== 'opening') return;
  await ensureIssuingCa(core, tenant);
  await createFirstSeal(core, { tenantId, spec: firstSealOf(tenant.name, newSealId()) });
  await core.db.withTenant(tenantId, (tx) =>
    tx.tenant.updateMany({ where: { id: tenantId, status: 'opening' }, data: { status: 'active' } }),
  );
}

/** A name that no seal can be made of would leave the tenant half open for ever. */
async function checkSealable(core: Core, name: string): Promise<void> {
  try {
    await core.cpu.run('drawRoundSeal', firstSealOf(name, newSealId()));
  } catch (error) {
    const { code, message } = asCoreError(error, 'INTERNAL');
    if (code !== 'INVALID_INPUT') throw error;
    throw new CoreError(code, message, { field: 'enterpriseName', cause: error });
  }
}

async function checkIdentity(core: Core, { name, creditCode }: Enterprise): Promise<void> {
  if (!creditCode) return;
  const identity = await core.providers.of(PLATFORM_TENANT_ID, 'identity');
  const result = await identity.verifyEnterprise({ name, creditCode });
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
  // Of two that open the tenant at the same time one comes first; its CA stays.
  await core.providers.configureOnce({
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

/** Thirteen digits, as on real seals. */
const newSealId = () => Array.from({ length: 13 }, () => randomInt(0, 10)).join('');

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
