import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { PageHeader } from '#ui/page-header.tsx';
import { CertificateList, type CertificateListProps } from './certificate-list.tsx';

export type CertificatesPageProps = CertificateListProps & { back: { href: string; label: string } };

/** Who holds which certificate, and the way to revoke one. */
export function CertificatesPage({ back, ...list }: CertificatesPageProps) {
  const t = useTranslations('certificates');
  return (
    <>
      <div className="grid gap-3">
        <Link
          href={back.href}
          className="inline-flex items-center gap-1 justify-self-start rounded-md text-muted hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {back.label}
        </Link>
        <PageHeader title={t('title')} description={t('lead')} />
      </div>
      <CertificateList {...list} />
    </>
  );
}
