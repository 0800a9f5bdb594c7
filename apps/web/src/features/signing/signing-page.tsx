'use client';

import { useEffect, useState } from 'react';
import { useApiMutation, useApiQuery } from '#client/api-hooks.ts';
import { DocumentPages } from '#features/documents/document-pages.tsx';
import { FieldSheets } from './field-sheets.tsx';
import { fieldId, OwnField } from './own-field.tsx';
import { SignerActs } from './signer-acts.tsx';
import { EndedContract } from './signing-ended.tsx';
import { SigningHeader } from './signing-header.tsx';
import { SigningNotice } from './signing-notice.tsx';
import { SigningSheet } from './signing-sheet.tsx';
import { type Phase, phaseOf, type SigningControl, type SigningView } from './signing-view.ts';
import { useSigning } from './use-signing.ts';

const BUSY_MS = 700;
const IDLE_MS = 10_000;

export type SigningPageProps = {
  initial: SigningView;
  /** Mails are not really sent: the sheet says where the code is. */
  sandbox: boolean;
  /** Where a member came from; outside signers come from a mail. */
  back: string | undefined;
};

/** The document is the page: read, fill one's own places, agree with a code, and watch the signature being made. */
export function SigningPage({ initial, sandbox, back }: SigningPageProps) {
  const view = useSigningView(initial);
  const signing = useSigning(view);
  const [sheet, setSheet] = useState(false);
  const [field, setField] = useState<SigningControl>();
  const phase = phaseOf(view);
  useViewed(view.contract.id, phase);
  if (phase === 'ended' || phase === 'refused')
    return <EndedContract view={view} phase={phase} back={back} />;

  const next = () => {
    const [control] = signing.open;
    if (!control) return setSheet(true);
    const element = document.getElementById(fieldId(control));
    element?.scrollIntoView({ block: 'center', behavior: 'smooth' });
    element?.focus({ preventScroll: true });
    openField(control);
  };
  // With one seal to choose from there is nothing to choose.
  const openField = (control: SigningControl) => {
    const [only, another] = view.seals;
    if (control.kind === 'seal' && only && !another && !signing.seal) return signing.setSeal(only);
    setField(control);
  };
  const showsFields = phase === 'sign' || phase === 'running' || phase === 'failed';
  return (
    <div className="flex min-h-dvh flex-col bg-sunken">
      <SigningHeader view={view} phase={phase} back={back} />
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto grid w-full max-w-4xl flex-1 content-start gap-4 px-2 pt-4 pb-32 outline-none sm:px-6"
      >
        <SigningNotice view={view} phase={phase} />
        {view.documents.map((document) => (
          <section key={document.id} aria-label={document.title}>
            <DocumentPages
              contractId={view.contract.id}
              document={document}
              overlay={(page, size) =>
                showsFields &&
                signing.controls
                  .filter((control) => control.documentId === document.id && control.page === page)
                  .map((control) => (
                    <OwnField
                      key={control.id}
                      control={control}
                      page={size}
                      signing={signing}
                      active={phase === 'sign'}
                      onOpen={openField}
                    />
                  ))
              }
            />
          </section>
        ))}
      </main>
      <SignerActs view={view} phase={phase} signing={signing} onNext={next} onShow={() => setSheet(true)} />
      <FieldSheets view={view} signing={signing} field={field} onClose={() => setField(undefined)} />
      <SigningSheet
        view={view}
        phase={phase}
        signing={signing}
        sandbox={sandbox}
        open={sheet}
        onOpenChange={setSheet}
      />
    </div>
  );
}

/** Read anew all the time: quickly while the signature is being made, slowly otherwise. */
function useSigningView(initial: SigningView): SigningView {
  const contractId = initial.contract.id;
  const { data } = useApiQuery(['signing', contractId], (api) => api.signing.view.query({ contractId }), {
    initialData: initial,
    refetchInterval: ({ state }) => {
      const phase = phaseOf(state.data ?? initial);
      return phase === 'running' || phase === 'preparing' ? BUSY_MS : IDLE_MS;
    },
  });
  return data ?? initial;
}

/** Tells the sender, once, that the document is before the signer's eyes. */
function useViewed(contractId: string, phase: Phase): void {
  const { mutate } = useApiMutation((api) => api.signing.markViewed.mutate({ contractId }));
  const toSign = phase === 'sign';
  useEffect(() => {
    if (toSign) mutate();
  }, [toSign, mutate]);
}
