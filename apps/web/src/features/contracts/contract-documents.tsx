'use client';

import { useTranslations } from 'next-intl';
import { Tabs } from '#ui/tabs.tsx';
import type { ContractDetail } from './contract-detail.ts';
import { SignedDocument } from './signed-document.tsx';

/** The one document, or several under tabs. */
export function ContractDocuments({ contract }: { contract: ContractDetail }) {
  const t = useTranslations('contract');
  const [first, ...others] = contract.documents;
  if (!first) return null;
  if (others.length === 0) return <SignedDocument contract={contract} document={first} />;
  const tabs = contract.documents.map((document, index) => ({
    value: document.id,
    label: (
      <span className="line-clamp-2 py-1 text-left break-words">
        {index + 1}. {document.title}
      </span>
    ),
    content: <SignedDocument contract={contract} document={document} />,
  }));
  return <Tabs label={t('documents')} tabs={tabs} />;
}
