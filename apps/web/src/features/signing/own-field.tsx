'use client';

import { CalendarDays, PenLine, Stamp, TextCursorInput } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { SealPicture } from '#features/seals/seal-picture.tsx';
import { cn } from '#ui/class-names.ts';
import { type PageSize, placementOf } from '#ui/pdf/placement.ts';
import { InkPicture } from './ink-picture.tsx';
import type { SigningControl } from './signing-view.ts';
import './stamp.css';
import type { Signing } from './use-signing.ts';

export const fieldId = (control: Pick<SigningControl, 'id'>) => `field-${control.id}`;

export type OwnFieldProps = {
  control: SigningControl;
  page: PageSize;
  signing: Signing;
  /** The signer may still change it. */
  active: boolean;
  onOpen: (control: SigningControl) => void;
};

/** One of the signer's own places on the page. The date fills itself in; the others open what fills them. */
export function OwnField({ control, page, signing, active, onOpen }: OwnFieldProps) {
  const t = useTranslations('signing');
  const style = placementOf(control, page);
  const filled = signing.isFilled(control);
  if (control.kind === 'date') {
    return (
      <span
        style={style}
        className="absolute flex items-center justify-center gap-1 overflow-hidden rounded-sm border border-dashed border-[#b9b6ad] bg-[#f6f4ee]/80 text-[min(0.75rem,2cqw)] text-[#5b5f6b]"
      >
        <CalendarDays aria-hidden className="size-[1em] shrink-0" />
        <span className="min-w-0 truncate">{t('dateAtSigning')}</span>
      </span>
    );
  }
  const what = labelOf(t, control);
  return (
    <button
      type="button"
      id={fieldId(control)}
      style={style}
      disabled={!active}
      aria-label={filled ? t('fieldFilled', { what }) : t('fieldOpen', { what })}
      onClick={() => onOpen(control)}
      className={cn(
        'absolute flex scroll-my-40 items-center justify-center gap-1.5 rounded-md p-0.5 text-[min(0.8125rem,3cqw)] font-medium outline-offset-4',
        filled
          ? 'enabled:hover:bg-[oklch(0.37_0.105_262/0.07)]'
          : 'animate-pulse border-2 border-dashed border-[oklch(0.37_0.105_262)] bg-[oklch(0.945_0.022_262/0.85)] text-[oklch(0.3_0.1_262)] motion-reduce:animate-none',
        control.kind === 'seal' && 'rounded-full',
      )}
    >
      <FieldContent control={control} signing={signing} what={what} />
    </button>
  );
}

function FieldContent({
  control,
  signing,
  what,
}: Pick<OwnFieldProps, 'control' | 'signing'> & { what: string }) {
  const { seal, strokes, values } = signing;
  if (control.kind === 'seal' && seal) return <SealPicture seal={seal} className="stamped size-full" />;
  if (control.kind === 'signature' && strokes.length > 0) {
    return <InkPicture strokes={strokes} className="size-full" />;
  }
  if (values[control.id]) {
    return <span className="w-full truncate text-left font-normal text-[#10182b]">{values[control.id]}</span>;
  }
  const Icon = control.kind === 'seal' ? Stamp : control.kind === 'signature' ? PenLine : TextCursorInput;
  return (
    <>
      <Icon aria-hidden className="size-[1.2em] shrink-0" />
      <span aria-hidden className="min-w-0 truncate">
        {what}
      </span>
    </>
  );
}

type Translator = ReturnType<typeof useTranslations<'signing'>>;

/** What is asked for at a place: "seal", "signature", or the text's own label. */
export function labelOf(t: Translator, control: Pick<SigningControl, 'kind' | 'label'>): string {
  if (control.kind === 'seal') return t('kinds.seal');
  if (control.kind === 'signature') return t('kinds.signature');
  return control.label ?? t('kinds.text');
}
