'use client';

import { useTranslations } from 'next-intl';
import { Tabs } from '#ui/tabs.tsx';
import { DesignStudio, type DesignStudioProps } from './design-studio.tsx';
import { UploadStudio } from './upload-studio.tsx';

/** Two ways to a seal: design one, or upload one there is. */
export function NewSeal(props: Omit<DesignStudioProps, 'edited'>) {
  const t = useTranslations('seals.studio');
  const { slug, enterprise, limits } = props;
  const tabs = [
    { value: 'design' as const, label: t('design'), content: <DesignStudio {...props} /> },
    {
      value: 'upload' as const,
      label: t('upload'),
      content: <UploadStudio slug={slug} enterprise={enterprise} limits={limits} />,
    },
  ];
  return <Tabs label={t('way')} tabs={tabs} className="[&>[role=tablist]]:max-w-sm" />;
}
