import { isUnifiedSocialCreditCode } from '@chopmark/plugins';
import { z } from 'zod';
import type { Core } from '../context.ts';
import { asCoreError, CoreError } from '../errors.ts';
import { lineOfText } from '../plain-text.ts';
import { firstSealOf } from '../seals/first-seal.ts';

/** What an enterprise says of itself, as on its business licence. */
export const enterpriseInput = z.object({
  name: lineOfText(2, 40),
  /** 统一社会信用代码; core checks its check character (GB 32100-2015). */
  creditCode: z.string().trim().toUpperCase().min(1).max(40),
  legalRepresentative: lineOfText(1, 60).optional(),
});

export type Enterprise = {
  name: string;
  creditCode?: string | undefined;
  legalRepresentative?: string | undefined;
};

/** Any digits: only whether the name can be drawn is asked. */
const SOME_SEAL_ID = '0000000000000';

/**
 * Everything that may be wrong with an enterprise's name and code, asked before anything is stored.
 * @throws CoreError CREDIT_CODE_INVALID, ENTERPRISE_EXISTS, SEAL_…, each with its field
 */
export async function requireOpenable(core: Core, enterprise: Enterprise, tenantId?: string): Promise<void> {
  requireCreditCode(enterprise.creditCode);
  await requireSealable(core, enterprise.name);
  if (enterprise.creditCode) await requireUnclaimed(core, enterprise.creditCode, tenantId);
}

function requireCreditCode(creditCode: string | undefined): void {
  if (creditCode === undefined || isUnifiedSocialCreditCode(creditCode)) return;
  throw new CoreError('CREDIT_CODE_INVALID', 'the credit code or its check character is wrong', {
    field: 'creditCode',
  });
}

/** A name that no seal can be made of would leave the tenant half open for ever. */
async function requireSealable(core: Core, name: string): Promise<void> {
  try {
    await core.cpu.run('drawRoundSeal', firstSealOf(name, SOME_SEAL_ID));
  } catch (error) {
    const { code, message, params, status } = asCoreError(error, 'INTERNAL');
    if (status !== 400) throw error;
    // Everything else of the seal is our own choice, so it is the name.
    throw new CoreError(code, message, { field: 'name', params, cause: error });
  }
}

/** @throws CoreError ENTERPRISE_EXISTS when another tenant works under this credit code */
export async function requireUnclaimed(core: Core, creditCode: string, tenantId?: string): Promise<void> {
  const other = await core.db.relay.tenant.findFirst({
    where: {
      creditCode,
      status: { in: ['active', 'suspended'] },
      ...(tenantId ? { id: { not: tenantId } } : {}),
    },
    select: { id: true },
  });
  if (other) throw enterpriseExists();
}

export const enterpriseExists = () =>
  new CoreError(
    'ENTERPRISE_EXISTS',
    'an enterprise with this credit code is here already; ask its administrator for an invitation',
    { field: 'creditCode' },
  );
