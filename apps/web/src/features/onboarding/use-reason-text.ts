import { useTranslations } from 'next-intl';
import { useCallback } from 'react';

type Key = 'NAME_MISSING' | 'NAME_INVALID' | 'CREDIT_CODE_INVALID' | 'REFUSED_BY_SANDBOX' | 'MANUAL_REVIEW';

/** Why an identity check wasn't passed: a provider's code in words, or an operator's own words as they stand. */
export function useReasonText(): (reason: string) => string {
  const t = useTranslations('onboarding.identity.reasons');
  return useCallback((reason) => (isKnown(t, reason) ? t(reason) : reason), [t]);
}

function isKnown(
  t: ReturnType<typeof useTranslations<'onboarding.identity.reasons'>>,
  reason: string,
): reason is Key {
  return /^[A-Z_]+$/.test(reason) && t.has(reason as Key);
}
