'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';

export type MoveButtonsProps = {
  /** Of what is moved, for screen readers. */
  title: string;
  index: number;
  count: number;
  onMove: (to: number) => void;
};

/** One place earlier or later in a list: what dragging does, by keyboard and finger. */
export function MoveButtons({ title, index, count, onMove }: MoveButtonsProps) {
  const t = useTranslations('draft');
  return (
    <>
      <Button
        variant="quiet"
        size="icon"
        disabled={index === 0}
        aria-label={t('earlier', { party: title })}
        onClick={() => onMove(index - 1)}
      >
        <ArrowUp aria-hidden />
      </Button>
      <Button
        variant="quiet"
        size="icon"
        disabled={index === count - 1}
        aria-label={t('later', { party: title })}
        onClick={() => onMove(index + 1)}
      >
        <ArrowDown aria-hidden />
      </Button>
    </>
  );
}
