'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useApiQuery } from '#client/api-hooks.ts';
import { DownloadButton } from '#features/documents/download-button.tsx';
import { VerdictBanner } from '#features/verification/verdict-banner.tsx';
import { Button } from '#ui/button.tsx';
import { DialogClose } from '#ui/dialog.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { Stepper } from '#ui/stepper.tsx';
import type { Phase, SigningView } from './signing-view.ts';

/** The end: what the verifier says of each signed document, and the files once everyone has signed. */
export function SigningOutcome({ view, phase }: { view: SigningView; phase: Phase }) {
  const t = useTranslations('signing');
  const several = view.documents.length > 1;
  const steps = view.steps.map(({ name }) => ({
    id: name,
    label: t(`steps.${name}`),
    state: 'done' as const,
  }));
  return (
    <div className="grid gap-5 pb-2">
      <Stepper label={t('progressTitle')} steps={steps} orientation="vertical" />
      <ul className="grid gap-4">
        {view.documents.map((document) => (
          <li key={document.id} className="grid gap-2">
            {several ? <p className="font-medium">{document.title}</p> : null}
            <Verdict contractId={view.contract.id} document={document} />
            {several && phase === 'completed' ? (
              <DownloadDocument contractId={view.contract.id} documentId={document.id} />
            ) : null}
          </li>
        ))}
      </ul>
      <p>{phase === 'completed' ? t('completedEnd') : t('signedText')}</p>
      <div className="grid gap-2 sm:grid-flow-col sm:justify-end">
        <DialogClose asChild>
          <Button size="lg">{t('showDocument')}</Button>
        </DialogClose>
        {phase === 'completed' && !several ? (
          <DownloadButton contractId={view.contract.id} variant="primary" size="lg">
            <Download aria-hidden />
            {t('download')}
          </DownloadButton>
        ) : null}
      </div>
    </div>
  );
}

function DownloadDocument({ contractId, documentId }: { contractId: string; documentId: string }) {
  const t = useTranslations('signing');
  return (
    <DownloadButton contractId={contractId} documentId={documentId} className="justify-self-start">
      <Download aria-hidden />
      {t('download')}
    </DownloadButton>
  );
}

type VerdictProps = { contractId: string; document: SigningView['documents'][number] };

function Verdict({ contractId, document }: VerdictProps) {
  const { data, isError } = useApiQuery(
    ['verification', contractId, document.id, document.headNo],
    (api) => api.contracts.verification.query({ contractId, documentId: document.id }),
    { staleTime: Number.POSITIVE_INFINITY },
  );
  if (isError) return null;
  return data ? <VerdictBanner report={data} /> : <Skeleton className="h-16" />;
}
