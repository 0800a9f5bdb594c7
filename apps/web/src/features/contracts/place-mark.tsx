import { CalendarDays, type LucideIcon, PenLine, Stamp, TextCursorInput } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cn } from '#ui/class-names.ts';
import { type PageRect, type PageSize, placementOf } from '#ui/pdf/placement.ts';
import { partyColour } from './party-colour.ts';

export type ControlKind = 'seal' | 'signature' | 'date' | 'text';

const icons: Record<ControlKind, LucideIcon> = {
  seal: Stamp,
  signature: PenLine,
  date: CalendarDays,
  text: TextCursorInput,
};

export function controlKindOf(kind: string): ControlKind {
  return kind === 'seal' || kind === 'signature' || kind === 'date' ? kind : 'text';
}

export type PlaceMarkProps = {
  rect: PageRect & { kind: string };
  page: PageSize;
  party: { name: string; index: number };
};

/** A place that waits to be signed, in its party's colour. */
export function PlaceMark({ rect, page, party }: PlaceMarkProps) {
  const t = useTranslations('document');
  const kind = controlKindOf(rect.kind);
  const Icon = icons[kind];
  const label = t('place', { what: t(`kinds.${kind}`), party: party.name });
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      style={{ ...placementOf(rect, page), ...partyColour(party.index) }}
      className={cn(
        'absolute flex items-center justify-center gap-1 overflow-hidden rounded-sm border border-dashed border-(--party) bg-(--party-wash) p-0.5 text-center text-[min(0.75rem,2.2cqw)] leading-tight text-(--party)',
        kind === 'seal' && 'rounded-full',
      )}
    >
      <Icon aria-hidden className="size-[1em] shrink-0" />
      <span aria-hidden className="min-w-0 truncate">
        {kind === 'date' ? t('kinds.date') : party.name}
      </span>
    </span>
  );
}
