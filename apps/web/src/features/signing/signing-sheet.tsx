'use client';

import { useTranslations } from 'next-intl';
import { Dialog } from '#ui/dialog.tsx';
import { SigningOutcome } from './signing-outcome.tsx';
import { SigningProgress } from './signing-progress.tsx';
import type { Phase, SigningView } from './signing-view.ts';
import type { Fault, Signing } from './use-signing.ts';
import { Willingness } from './willingness.tsx';

export type SigningSheetProps = {
  view: SigningView;
  phase: Phase;
  signing: Signing;
  sandbox: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Something is wrong at a place of the document. @returns whether it was shown there */
  onFault: (fault: Fault) => boolean;
};

/** The one sheet: agree with a code, watch the steps, read the verdict. It may be closed at any time; the job goes on. */
export function SigningSheet(props: SigningSheetProps) {
  const { view, phase, signing, sandbox, open, onOpenChange, onFault } = props;
  const t = useTranslations('signing');
  const done = phase === 'signed' || phase === 'completed';
  const title = phase === 'sign' ? t('confirmTitle') : done ? t('doneTitle') : t('progressTitle');
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title}>
      {phase === 'sign' ? (
        <Willingness view={view} signing={signing} sandbox={sandbox} onFault={onFault} />
      ) : null}
      {phase === 'running' || phase === 'failed' ? <SigningProgress view={view} /> : null}
      {done ? <SigningOutcome view={view} phase={phase} /> : null}
    </Dialog>
  );
}
