'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useApiQuery, useErrorText } from '#client/api-hooks.ts';
import { DocumentPages } from '#features/documents/document-pages.tsx';
import type { VerificationReport } from '#features/verification/report.ts';
import { VerdictBanner } from '#features/verification/verdict-banner.tsx';
import { Button } from '#ui/button.tsx';
import { Card, CardBody, CardHeader } from '#ui/card.tsx';
import { Notice } from '#ui/notice.tsx';
import { type PageSize, placementOf } from '#ui/pdf/placement.ts';
import { Skeleton } from '#ui/skeleton.tsx';
import { type ContractDetail, type Control, nameOf, type Signature } from './contract-detail.ts';
import { PlaceMark } from './place-mark.tsx';
import { SignatureCard } from './signature-card.tsx';

type ShownDocument = ContractDetail['documents'][number];

/** A document as it stands: the verdict on it, its pages, the places that wait, and the seals to click. */
export function SignedDocument({
  contract,
  document,
}: {
  contract: ContractDetail;
  document: ShownDocument;
}) {
  const t = useTranslations('contract');
  const [chosen, setChosen] = useState<Signature>();
  const signed = contract.signatures.some((each) => each.documentId === document.id);
  const verification = useApiQuery(
    ['verification', contract.id, document.id, document.headNo],
    (api) => api.contracts.verification.query({ contractId: contract.id, documentId: document.id }),
    { enabled: signed, staleTime: Number.POSITIVE_INFINITY },
  );
  const report = verification.data;
  return (
    <Card aria-labelledby={`document-${document.id}`}>
      <CardHeader
        id={`document-${document.id}`}
        title={document.title}
        description={t('pages', { count: document.pages.length })}
      />
      <CardBody className="grid gap-4">
        {signed ? <Verdict verification={verification} /> : null}
        <DocumentPages
          contractId={contract.id}
          document={document}
          overlay={(page, size) => (
            <Places contract={contract} place={{ document, page, size }} onChoose={setChosen} />
          )}
          className="mx-auto w-full max-w-3xl"
        />
      </CardBody>
      {chosen ? (
        <SignatureCard
          signature={chosen}
          party={contract.participants.find((each) => each.id === chosen.participantId)}
          report={report?.signatures.find((each) => each.field === chosen.field)}
          onClose={() => setChosen(undefined)}
        />
      ) : null}
    </Card>
  );
}

/** What our verifier says of the document, or that it couldn't be asked. */
function Verdict({ verification }: { verification: UseQueryResult<VerificationReport> }) {
  const common = useTranslations('common');
  const errorText = useErrorText();
  const { data, error, refetch } = verification;
  if (data) return <VerdictBanner report={data} />;
  if (!error) return <Skeleton className="h-17" />;
  const again = (
    <Button size="sm" onClick={() => void refetch()}>
      {common('retry')}
    </Button>
  );
  return (
    <Notice tone="danger" action={again}>
      {errorText(error)}
    </Notice>
  );
}

type PlacesProps = {
  contract: ContractDetail;
  place: { document: ShownDocument; page: number; size: PageSize };
  onChoose: (signature: Signature) => void;
};

function Places({ contract, place: { document, page, size }, onChoose }: PlacesProps) {
  const t = useTranslations('contract');
  const controls = contract.controls.filter(
    (control) => control.documentId === document.id && control.page === page,
  );
  return controls.map((control) => {
    const index = contract.participants.findIndex((each) => each.id === control.participantId);
    const party = contract.participants[index];
    const name = party ? nameOf(party) : '';
    const signature = signatureAt(contract, control);
    if (signature) {
      return (
        <button
          key={control.id}
          type="button"
          onClick={() => onChoose(signature)}
          style={placementOf(control, size)}
          aria-label={t('showSignature', { party: name })}
          title={t('showSignature', { party: name })}
          className="absolute rounded-md hover:bg-[oklch(0.37_0.105_262/0.08)] hover:outline-2 hover:outline-[oklch(0.37_0.105_262)]"
        />
      );
    }
    const done = contract.signatures.some((each) => each.participantId === control.participantId);
    const over = !['draft', 'sending', 'in_progress', 'finishing'].includes(contract.state);
    if (done || over) return null;
    return <PlaceMark key={control.id} rect={control} page={size} party={{ name, index }} />;
  });
}

function signatureAt(contract: ContractDetail, control: Control): Signature | undefined {
  if (control.kind !== 'seal' && control.kind !== 'signature') return undefined;
  return contract.signatures.find(
    (each) => each.documentId === control.documentId && each.participantId === control.participantId,
  );
}
