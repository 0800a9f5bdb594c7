import { useTranslations } from 'next-intl';

/** What a contract is called; a draft may have no title yet. */
export function useContractName(): (contract: { title: string }) => string {
  const t = useTranslations('contracts');
  return ({ title }) => title || t('untitled');
}
