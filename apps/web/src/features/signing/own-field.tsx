'use client';

import { CalendarDays, PenLine, Stamp, TextCursorInput } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { SealPicture } from '#features/seals/seal-picture.tsx';
import { cn } from '#ui/class-names.ts';
import { type PageSize, placementOf } from '#ui/pdf/placement.ts';
import { FittedText } from './fitted-text.tsx';
import { SignaturePicture } from './signature-picture.tsx';
import { DEFAULT_FONT_SIZE, type SigningControl } from './signing-view.ts';
import './stamp.css';
import type { Signing } from './use-signing.ts';

export const fieldId = (control: Pick<SigningControl, 'id'>) => `field-${control.id}`;

export type OwnFieldProps = {
  control: SigningControl;
  page: PageSize;
  signing: Signing;
  /** What a date will say. */
  date: string;
  /** The signer may still change it. */
  active: boolean;
  onOpen: (control: SigningControl) => void;
};

/** One of the signer's own places on the page. The date fills itself in; the others open what fills them. */
export function OwnField({ control, page, signing, date, active, onOpen }: OwnFieldProps) {
  const t = useTranslations('signing');
  const style = placementOf(control, page);
  if (control.kind === 'date') return <DateField control={control} page={page} date={date} />;
  const what = labelOf(t, control);
  const filled = signing.isFilled(control);
  const empty = !filled && !signing.values[control.id];
  const text = control.kind === 'text' ? signing.values[control.id] : undefined;
  const state = filled ? 'fieldFilled' : control.required ? 'fieldOpen' : 'fieldOptional';
  const name = text ? t('fieldSays', { what, text }) : t(state, { what });
  return (
    <button
      type="button"
      id={fieldId(control)}
      style={style}
      disabled={!active}
      aria-label={name}
      onClick={() => onOpen(control)}
      className={cn(
        'absolute flex scroll-my-40 items-center justify-center gap-1.5 rounded-md text-[clamp(0.5rem,3cqw,0.8125rem)] font-medium outline-offset-4',
        filled && 'enabled:hover:bg-[oklch(0.37_0.105_262/0.07)]',
        !filled &&
          'border-dashed border-[oklch(0.37_0.105_262)] bg-[oklch(0.945_0.022_262/0.85)] text-[oklch(0.3_0.1_262)]',
        !filled && (control.required ? 'border-2' : 'border'),
        // Beside the words: they stay as readable all the time.
        !filled &&
          control.required &&
          'before:absolute before:-inset-1.5 before:animate-pulse before:rounded-[inherit] before:border-2 before:border-[oklch(0.37_0.105_262/0.6)] motion-reduce:before:animate-none',
        signing.fault?.controlId === control.id && 'border-solid border-[oklch(0.47_0.17_18)]',
        control.kind === 'seal' && 'rounded-full',
      )}
    >
      {empty ? (
        <Prompt kind={control.kind} what={what} />
      ) : (
        <FieldContent control={control} page={page} signing={signing} />
      )}
    </button>
  );
}

/** Nobody types the date: what it will be is shown, and set by the server when one signs. */
function DateField({ control, page, date }: Pick<OwnFieldProps, 'control' | 'page' | 'date'>) {
  const t = useTranslations('signing');
  return (
    <span
      role="img"
      aria-label={t('dateWillBe', { date })}
      style={placementOf(control, page)}
      className="absolute flex items-center overflow-hidden rounded-sm border border-dashed border-[#8d8a80] bg-[#f6f4ee]/80"
    >
      <CalendarDays aria-hidden className="ml-[0.3cqw] size-[1.8cqw] shrink-0 text-[#5b5f6b]" />
      <FittedText text={date} fontSize={control.fontSize ?? DEFAULT_FONT_SIZE} pageWidth={page.width} />
    </span>
  );
}

function FieldContent({ control, page, signing }: Pick<OwnFieldProps, 'control' | 'page' | 'signing'>) {
  const { seal, signature, values } = signing;
  if (control.kind === 'seal') {
    return seal ? <SealPicture seal={seal} className="stamped size-full" /> : null;
  }
  if (control.kind === 'signature') {
    return signature ? <SignaturePicture signature={signature} className="written size-full" /> : null;
  }
  return (
    <FittedText
      text={values[control.id] ?? ''}
      fontSize={control.fontSize ?? DEFAULT_FONT_SIZE}
      pageWidth={page.width}
    />
  );
}

function Prompt({ kind, what }: { kind: string; what: string }) {
  const Icon = kind === 'seal' ? Stamp : kind === 'signature' ? PenLine : TextCursorInput;
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
