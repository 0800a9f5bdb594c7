import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { checkEnterprise } from '../identity/check-enterprise.ts';
import { requireOpenable } from './enterprise.ts';
import { finishOpening } from './finish-opening.ts';
import { foundTenant, type NewTenant } from './found-tenant.ts';

/**
 * Opens a tenant in one call, for the platform's own use (people go through the steps of onboarding): its row, data key,
 * roles and founder, its identity check where a credit code is given, its issuing CA and first seal.
 * @throws CoreError CREDIT_CODE_INVALID, ENTERPRISE_EXISTS, SEAL_CHARACTER_MISSING, INVALID_INPUT with nothing stored;
 *   IDENTITY_REJECTED, after which the opening can be corrected and taken up again
 */
export async function openTenant(core: Core, input: NewTenant): Promise<{ tenantId: string; slug: string }> {
  await requireOpenable(core, input);
  const { tenantId, slug } = await foundTenant(core, input);
  if (input.creditCode) await requireVerified(core, tenantId, input.founder.accountId);
  await finishOpening(core, tenantId);
  return { tenantId, slug };
}

async function requireVerified(core: Core, tenantId: string, requestedBy: string): Promise<void> {
  const status = await checkEnterprise(core, { tenantId, requestedBy });
  if (status === 'verified') return;
  throw new CoreError(
    'IDENTITY_REJECTED',
    'the enterprise was not verified; check its name and credit code',
    {
      field: 'creditCode',
    },
  );
}
