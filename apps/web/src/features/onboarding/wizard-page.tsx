import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { LoggedInAs } from './logged-in-as.tsx';
import type { OnboardingState } from './onboarding-state.ts';
import { Wizard } from './wizard.tsx';

export type WizardPageProps = {
  person: { email: string };
  /** Tenants the person works in already: the way back. */
  working: readonly { slug: string; name: string }[];
  initial: OnboardingState;
  slug?: string;
};

/** The page the wizard stands on: its steps, then who is logged in and the way back. */
export async function WizardPage({ person, working, initial, slug }: WizardPageProps) {
  const t = await getTranslations('onboarding');
  const [back] = working;
  return (
    <div className="mx-auto grid w-full max-w-3xl gap-5 px-4 py-8 sm:py-12">
      <Wizard initial={initial} {...(slug ? { slug } : {})} />
      <div className="flex flex-wrap justify-between gap-x-6 gap-y-1 text-sm text-muted">
        <LoggedInAs email={person.email} />
        {back && initial.step !== 'ready' ? (
          <Link href={`/t/${back.slug}`} className="underline underline-offset-4 hover:text-ink">
            {t('goToTenant', { name: back.name })}
          </Link>
        ) : null}
      </div>
    </div>
  );
}
