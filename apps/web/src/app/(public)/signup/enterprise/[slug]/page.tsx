import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { WizardPage } from '#features/onboarding/wizard-page.tsx';
import { requirePerson } from '#server/person.ts';
import { codedCause } from '#server/problem.ts';
import { serverApi } from '#server/server-api.ts';
import { openingPath } from '#server/tenant-page.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('onboarding'))('title') };
}

type PageProps = { params: Promise<{ slug: string }> };

export default async function GoOnOpeningPage({ params }: PageProps) {
  const { slug } = await params;
  const person = await requirePerson(openingPath(slug));
  const api = await serverApi();
  const [initial, tenants] = await Promise.all([stateOf(slug), api.me.tenants()]);
  const working = tenants.filter((tenant) => tenant.status === 'active');
  return <WizardPage person={person} working={working} initial={initial} slug={slug} />;
}

async function stateOf(slug: string) {
  const api = await serverApi();
  try {
    return await api.onboarding.state({ slug });
  } catch (error) {
    const code = codedCause(error)?.code;
    if (code === 'NOT_FOUND') notFound();
    // A member who may not open it has nothing to do here; `/home` finds what they can do.
    if (code === 'FORBIDDEN') redirect('/signup/enterprise?another=1');
    throw error;
  }
}
