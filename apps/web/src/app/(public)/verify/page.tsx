import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { VerifyFile } from '#features/verification/verify-file.tsx';
import { PageHeader } from '#ui/page-header.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('verify'))('title') };
}

export default async function VerifyPage() {
  const t = await getTranslations('verify');
  return (
    <div className="mx-auto grid w-full max-w-6xl grid-cols-1 gap-6 px-4 py-8 sm:px-6">
      <PageHeader title={t('title')} description={t('lead')} />
      <VerifyFile />
    </div>
  );
}
