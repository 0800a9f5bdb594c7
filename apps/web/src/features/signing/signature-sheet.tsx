'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Button } from '#ui/button.tsx';
import { Dialog, DialogClose } from '#ui/dialog.tsx';
import { Tabs } from '#ui/tabs.tsx';
import { SignaturePad } from './signature-pad.tsx';
import { isSignature, type Point } from './stroke-path.ts';
import { TypedName } from './typed-name.tsx';
import type { WrittenSignature } from './written-signature.ts';

export type SignatureSheetProps = {
  /** Whose signature it is. */
  name: string;
  initial: WrittenSignature | undefined;
  onOpenChange: (open: boolean) => void;
  onDone: (signature: WrittenSignature) => void;
};

/** Where a person signs: by hand on the pad, or by typing their name. Both are kept while the sheet is open. */
export function SignatureSheet({ name, initial, onOpenChange, onDone }: SignatureSheetProps) {
  const t = useTranslations('signing');
  const [way, setWay] = useState<WrittenSignature['kind']>(initial?.kind ?? 'drawn');
  const [strokes, setStrokes] = useState<Point[][]>(initial?.kind === 'drawn' ? initial.strokes : []);
  const [typed, setTyped] = useState(initial?.kind === 'typed' ? initial : undefined);
  const made: WrittenSignature | undefined =
    way === 'typed' ? typed : isSignature(strokes) ? { kind: 'drawn', strokes } : undefined;
  const tab = (value: WrittenSignature['kind'], content: ReactNode) => ({
    value,
    label: t(`ways.${value}`),
    content,
  });
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title={t('padTitle')}
      description={t('padText')}
      actions={
        <>
          <SheetCancel />
          <Button variant="primary" size="lg" disabled={!made} onClick={() => made && onDone(made)}>
            {t('useSignature')}
          </Button>
        </>
      }
      className="sm:w-[min(42rem,calc(100vw-2rem))]"
    >
      <Tabs
        label={t('padTitle')}
        value={way}
        onValueChange={setWay}
        className="gap-4"
        tabs={[
          tab('drawn', <SignaturePad strokes={strokes} onChange={setStrokes} />),
          tab('typed', <TypedName name={name} initial={typed} onMade={setTyped} />),
        ]}
      />
    </Dialog>
  );
}

function SheetCancel() {
  const common = useTranslations('common');
  return (
    <DialogClose asChild>
      <Button size="lg">{common('cancel')}</Button>
    </DialogClose>
  );
}
