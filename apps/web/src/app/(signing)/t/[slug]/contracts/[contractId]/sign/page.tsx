import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ApiProvider } from '#client/api-provider.tsx';
import { SigningPage } from '#features/signing/signing-page.tsx';
import { isUnknown } from '#server/find-contract.ts';
import { mailboxIsOpen } from '#server/mailbox-access.ts';
import { requirePerson } from '#server/person.ts';
import { serverApi } from '#server/server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('signing'))('pageTitle') };
}

type PageProps = { params: Promise<{ slug: string; contractId: string }> };

/** A member signs for their enterprise. Outside the tenant's frame: the document is the page. */
export default async function MemberSigningPage({ params }: PageProps) {
  const { slug, contractId } = await params;
  const path = `/t/${slug}/contracts/${contractId}`;
  await requirePerson(`${path}/sign`);
  const view = await memberView(slug, contractId);
  return (
    <ApiProvider tenant={slug}>
      <SigningPage initial={view} sandbox={mailboxIsOpen()} back={path} />
    </ApiProvider>
  );
}

async function memberView(slug: string, contractId: string) {
  try {
    const api = await serverApi({ tenantSlug: slug });
    return await api.signing.view({ contractId });
  } catch (error) {
    if (isUnknown(error)) notFound();
    throw error;
  }
}
