'use client';

import { useRef, useState } from 'react';
import { ViewerBar } from '#ui/pdf/viewer-bar.tsx';
import { FIT_WIDTH } from '#ui/pdf/zoom.ts';
import { FieldSheets } from './field-sheets.tsx';
import { fieldId } from './own-field.tsx';
import { SignerActs } from './signer-acts.tsx';
import { SigningDocuments } from './signing-documents.tsx';
import { EndedContract } from './signing-ended.tsx';
import { SigningHeader } from './signing-header.tsx';
import { SigningNotice } from './signing-notice.tsx';
import { SigningSheet } from './signing-sheet.tsx';
import { phaseOf, type SigningControl, type SigningView } from './signing-view.ts';
import { useSigning } from './use-signing.ts';
import { useSigningView, useViewed } from './use-signing-view.ts';

/** From this width on, texts are typed into the page itself; below, a finger needs a sheet. */
const ROOM_TO_TYPE = '(min-width: 48rem)';

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
  const [zoom, setZoom] = useState(FIT_WIDTH);
  const pages = useRef<HTMLElement>(null);
  const phase = phaseOf(view);
  useViewed(view.contract.id, phase);
  if (phase === 'ended' || phase === 'refused')
    return <EndedContract view={view} phase={phase} back={back} />;

  // With one seal to choose from there is nothing to choose.
  const openField = (control: SigningControl) => {
    const [only, another] = view.seals;
    if (control.kind === 'seal' && only && !another && !signing.seal) return signing.setSeal(only);
    setField(control);
  };
  const lead = (control: SigningControl) => {
    const element = document.getElementById(fieldId(control));
    element?.scrollIntoView({ block: 'center', inline: 'center', behavior: scrolling() });
    element?.focus({ preventScroll: true });
    openField(control);
  };
  const next = () => {
    const [control] = signing.open;
    if (control) lead(control);
    else setSheet(true);
  };
  const typing = field?.kind === 'text' && window.matchMedia(ROOM_TO_TYPE).matches ? field : undefined;
  const total = view.documents.reduce((sum, document) => sum + document.pages.length, 0);
  const close = () => setField(undefined);
  return (
    <div className="flex min-h-dvh flex-col bg-sunken">
      <SigningHeader view={view} phase={phase} back={back} />
      <main
        ref={pages}
        id="content"
        tabIndex={-1}
        className="mx-auto grid w-full max-w-4xl flex-1 grid-cols-1 content-start gap-4 px-2 pt-4 pb-40 outline-none sm:px-6"
      >
        <SigningNotice view={view} phase={phase} />
        <SigningDocuments
          view={view}
          phase={phase}
          signing={signing}
          zoom={zoom}
          typing={typing}
          onOpen={openField}
          onClose={close}
        />
        <ViewerBar
          pages={pages}
          total={total}
          zoom={zoom}
          onZoom={setZoom}
          className="fixed right-3 bottom-[calc(4.75rem+env(safe-area-inset-bottom))] z-10"
        />
      </main>
      <SignerActs view={view} phase={phase} signing={signing} onNext={next} onShow={() => setSheet(true)} />
      <FieldSheets view={view} signing={signing} field={typing ? undefined : field} onClose={close} />
      <SigningSheet
        view={view}
        phase={phase}
        signing={signing}
        sandbox={sandbox}
        open={sheet}
        onOpenChange={setSheet}
        onFault={(fault) => {
          const control = signing.controls.find((each) => each.id === fault.controlId);
          if (!control) return false;
          signing.setFault(fault);
          setSheet(false);
          // The sheet gives the focus back when it closes; the place gets it after that.
          setTimeout(() => lead(control), 50);
          return true;
        }}
      />
    </div>
  );
}

const scrolling = (): ScrollBehavior =>
  window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
