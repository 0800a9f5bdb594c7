import type { OnboardingState } from '@chopmark/core';
import { useApiQuery } from '#client/api-hooks.ts';

export type { OnboardingState };
export type WizardStep = OnboardingState['step'];

export const wizardSteps = ['account', 'enterprise', 'identity', 'seal', 'ready'] as const;

/** How often a page asks whether the manual review has ended. */
const REVIEW_MS = 5_000;

export const onboardingKey = (slug: string | undefined) => ['onboarding', slug ?? ''];

/** How far the opening has come; while a person reviews it, the page asks again by itself. */
export function useOnboardingState(initial: OnboardingState, slug: string | undefined): OnboardingState {
  const { data } = useApiQuery<OnboardingState>(
    onboardingKey(slug),
    (api) => api.onboarding.state.query({ slug }),
    {
      initialData: initial,
      refetchInterval: (query) => (query.state.data?.identity?.status === 'pending' ? REVIEW_MS : false),
    },
  );
  return data ?? initial;
}
