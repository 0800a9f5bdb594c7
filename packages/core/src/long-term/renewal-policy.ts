import { z } from 'zod';

const DAY = 86_400_000;

/** How long before the end of the last timestamp's certificate an archive is renewed, where the tenant hasn't said. */
export const DEFAULT_RENEWAL_DAYS = 90;

export const renewalDays = z.number().int().min(7).max(730);

const policy = z.object({ renewalDays: renewalDays.catch(DEFAULT_RENEWAL_DAYS) });

/** The tenant's rule for renewing archives. */
export function renewalPolicy(tenantPolicy: unknown) {
  const { renewalDays: days } = policy.catch({ renewalDays: DEFAULT_RENEWAL_DAYS }).parse(tenantPolicy);
  return { days, renewAt: (expiresAt: Date) => new Date(expiresAt.getTime() - days * DAY) };
}
