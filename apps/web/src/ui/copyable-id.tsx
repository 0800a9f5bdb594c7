'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { cn } from './class-names.ts';

export type CopyableIdProps = {
  value: string;
  /** What is copied, for screen readers: "contract ID". */
  label: string;
  /** How many characters to show; the whole value is copied all the same. */
  shown?: number;
  className?: string;
};

/** An ID in mono with a button that copies it. */
export function CopyableId({ value, label, shown, className }: CopyableIdProps) {
  const t = useTranslations('common');
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  const text = shown !== undefined && value.length > shown ? `${value.slice(0, shown)}…` : value;
  return (
    <span className={cn('inline-flex max-w-full items-center gap-1 font-mono text-sm', className)}>
      <span title={value} className="min-w-0 break-all">
        {text}
      </span>
      <button
        type="button"
        onClick={copy}
        aria-label={t('copy', { what: label })}
        className="grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-sunken hover:text-ink"
      >
        {copied ? (
          <Check aria-hidden className="size-3.5 text-success" />
        ) : (
          <Copy aria-hidden className="size-3.5" />
        )}
      </button>
      <span aria-live="polite" className="sr-only">
        {copied ? t('copied') : ''}
      </span>
    </span>
  );
}
