import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { parseStep } from '#features/drafts/draft-step.ts';
import { EditDraft } from '#features/drafts/edit-draft.tsx';
import { toPoints } from '#features/drafts/placing/millimetres.ts';
import { findContract } from '#server/find-contract.ts';
import { requireTenant } from '#server/tenant-page.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('draft'))('title') };
}

type PageProps = {
  params: Promise<{ slug: string; contractId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function EditDraftPage({ params, searchParams }: PageProps) {
  const [{ slug, contractId }, { step }] = await Promise.all([params, searchParams]);
  const { api, contract } = await findContract(slug, contractId);
  if (!contract.can.edit) redirect(`/t/${slug}/contracts/${contractId}`);
  const [draft, members, seals, { tenant }] = await Promise.all([
    api.contracts.draft({ contractId }),
    api.contracts.signingMembers(),
    // Who may not look at seals places them at the usual size.
    api.seals.list().catch(() => []),
    requireTenant(slug),
  ]);
  const first = seals.find((each) => each.enabled);
  const seal = first && { width: toPoints(first.widthMm), height: toPoints(first.heightMm) };
  const facts = { slug, enterprise: tenant.name, members, seal };
  return <EditDraft initial={draft} facts={facts} firstStep={parseStep(step)} />;
}
