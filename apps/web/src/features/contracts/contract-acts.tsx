'use client';

import { Download, PenLine } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { DownloadButton } from '#features/documents/download-button.tsx';
import { Button } from '#ui/button.tsx';
import type { ContractDetail } from './contract-detail.ts';
import { WithdrawContract } from './withdraw-contract.tsx';

/** What one may do with the contract now; the next step stands last, as the primary act. */
export function ContractActs({ slug, contract }: { slug: string; contract: ContractDetail }) {
  const t = useTranslations('contract');
  const { can } = contract;
  return (
    <>
      {can.withdraw ? <WithdrawContract contractId={contract.id} /> : null}
      {can.download ? (
        <DownloadButton contractId={contract.id} variant="primary">
          <Download aria-hidden />
          {t('download')}
        </DownloadButton>
      ) : null}
      {can.sign ? (
        <Button asChild variant="primary">
          <Link href={`/t/${slug}/contracts/${contract.id}/sign`}>
            <PenLine aria-hidden />
            {t('sign')}
          </Link>
        </Button>
      ) : null}
    </>
  );
}
