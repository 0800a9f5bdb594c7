'use client';

import { useTranslations } from 'next-intl';
import { Tabs } from '#ui/tabs.tsx';
import { OnPaper } from './on-paper.tsx';
import { SealStage } from './seal-stage.tsx';
import type { SizedDrawing } from './seal-types.ts';

export type PreviewPaneProps = {
  seal: SizedDrawing;
  enterprise: string;
  /** Its size in words. */
  caption: string;
  /** What is to be said about the preview, e.g. that it is being drawn; its line is always there. */
  status?: string | undefined;
};

/** The seal between rulers, and on a contract's page; stays in sight while its parameters are changed. */
export function PreviewPane({ seal, enterprise, caption, status }: PreviewPaneProps) {
  const t = useTranslations('seals.studio');
  const tabs = [
    {
      value: 'seal' as const,
      label: t('actual'),
      content: <SealStage seal={seal} className="block w-full rounded-lg border" />,
    },
    {
      value: 'paper' as const,
      label: t('onPaper'),
      content: (
        <OnPaper
          seal={seal}
          enterprise={enterprise}
          className="block aspect-square w-full rounded-lg border bg-[#fff] object-contain"
        />
      ),
    },
  ];
  return (
    <section
      aria-label={t('preview')}
      className="sticky top-14 z-10 -mx-4 grid justify-items-center border-b bg-paper px-4 pb-2 sm:-mx-6 sm:px-6 lg:top-20 lg:mx-0 lg:justify-items-start lg:border-0 lg:p-0"
    >
      <div className="grid w-60 max-w-full gap-1.5 lg:w-full lg:max-w-[min(100%,calc(100dvh-13.5rem))]">
        <Tabs label={t('preview')} tabs={tabs} className="gap-2 lg:gap-4" />
        <p className="flex min-h-5 flex-wrap justify-between gap-x-4 text-sm text-muted">
          <span className="tabular-nums">{caption}</span>
          <span role="status">{status}</span>
        </p>
      </div>
    </section>
  );
}
