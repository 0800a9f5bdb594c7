import { createHash } from 'node:crypto';
import { isUniqueViolation } from '@chopmark/db';
import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { createIssuingCa } from '../platform/create-issuing-ca.ts';
import { NATIONAL_POSITION } from '../platform/install.ts';
import { createFirstSeal, firstSealOf } from '../seals/first-seal.ts';
import type { RoundSealSpec } from '../seals/round-seal-spec.ts';
import { enterpriseExists } from './enterprise.ts';
import type { KeyLine } from './key-algorithms.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/**
 * The last part of opening a tenant: its issuing CA, its first seal, then it is in use. Each step finds its own earlier
 * result, so that it may be repeated, by several at once too; nothing happens to a tenant in use.
 * @throws CoreError NOT_FOUND, ENTERPRISE_EXISTS when another tenant came first with the same credit code
 */
export async function finishOpening(
  core: Core,
  tenantId: string,
  options: { sealType?: string | undefined } = {},
): Promise<void> {
  const tenant = await core.db.withTenant(tenantId, (tx) =>
    tx.tenant.findUnique({ where: { id: tenantId } }),
  );
  if (!tenant) throw new CoreError('NOT_FOUND', 'no such tenant');
  if (tenant.status !== 'opening') return;
  await ensureIssuingCa(core, tenant);
  await createFirstSeal(core, { tenantId, spec: firstSealSpec(tenant, options.sealType) });
  await activate(core, tenantId);
}

/** A tenant's first seal: the digits of its lower arc stay the same however often it is asked for. */
export function firstSealSpec(tenant: { id: string; name: string }, sealType?: string): RoundSealSpec {
  const spec = firstSealOf(tenant.name, sealIdOf(tenant.id));
  return sealType ? { ...spec, sealType } : spec;
}

/** Thirteen digits, as on real seals. */
function sealIdOf(tenantId: string): string {
  const number = createHash('sha256').update(`first-seal/${tenantId}`).digest().readBigUInt64BE(0);
  return String(number % 10n ** 13n).padStart(13, '0');
}

async function activate(core: Core, tenantId: string): Promise<void> {
  try {
    await core.db.withTenant(tenantId, (tx) =>
      tx.tenant.updateMany({ where: { id: tenantId, status: 'opening' }, data: { status: 'active' } }),
    );
  } catch (error) {
    throw isUniqueViolation(error) ? enterpriseExists() : error;
  }
}

/** The tenant's issuing CA of a line, made unless there is a CA at its place. Safe to repeat. */
export async function ensureIssuingCa(
  core: Core,
  tenant: { id: string; slug: string; name: string },
  line: KeyLine = 'international',
): Promise<void> {
  const position = line === 'national' ? NATIONAL_POSITION : 0;
  const exists = await core.db.withTenant(tenant.id, (tx) =>
    tx.providerConfiguration.findFirst({
      where: { tenantId: tenant.id, kind: 'ca', position },
      select: { id: true },
    }),
  );
  if (exists) return;
  const ca = await createIssuingCa(core, tenant, { line });
  // Of two that open the tenant at the same time one comes first; its CA stays.
  await core.providers.configureOnce({
    tenantId: tenant.id,
    kind: 'ca',
    pluginId: 'built-in',
    position,
    config: {
      issuingCertificate: base64(ca.certificate),
      issuingKey: base64(ca.pair.privateKey),
      algorithm: ca.pair.algorithm,
      chain: [base64(ca.root)],
      crlUrl: ca.crlUrl,
      ocspUrl: ca.ocspUrl,
      caIssuersUrl: ca.caIssuersUrl,
      policyOid: ca.policyOid,
    },
  });
}
