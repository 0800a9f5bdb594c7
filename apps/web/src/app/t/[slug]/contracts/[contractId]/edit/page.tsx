import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { type DraftValues, newPerson } from '#features/contracts/draft-form.ts';
import { EditDraft } from '#features/contracts/edit-draft.tsx';
import { findContract } from '#server/find-contract.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('draft'))('title') };
}

type PageProps = { params: Promise<{ slug: string; contractId: string }> };

export default async function EditDraftPage({ params }: PageProps) {
  const { slug, contractId } = await params;
  const { api, contract } = await findContract(slug, contractId);
  if (!contract.can.edit) redirect(`/t/${slug}/contracts/${contractId}`);
  const [entered, tenants, locale] = await Promise.all([
    api.contracts.draft({ contractId }),
    api.me.tenants(),
    getLocale(),
  ]);
  const saved: DraftValues = {
    title: entered.title,
    ordering: entered.ordering,
    parties: entered.parties.length > 0 ? entered.parties : [{ kind: 'self' }, newPerson(locale)],
  };
  const enterprise = tenants.find((tenant) => tenant.slug === slug)?.name ?? '';
  return <EditDraft slug={slug} enterprise={enterprise} initial={contract} saved={saved} />;
}
