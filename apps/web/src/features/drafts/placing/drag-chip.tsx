import { useTranslations } from 'next-intl';
import { kindIcons } from './control-kinds.ts';
import type { Drag } from './use-control-drag.ts';

/** A new control on its way from the palette, while it is over no page yet. */
export function DragChip({ drag: { kind, over, pointer } }: { drag: Drag }) {
  const t = useTranslations('draft');
  if (!kind || over) return null;
  const Icon = kindIcons[kind];
  return (
    <span
      aria-hidden
      style={{ transform: `translate(${pointer.x + 12}px, ${pointer.y + 12}px)` }}
      className="pointer-events-none fixed top-0 left-0 z-50 inline-flex items-center gap-2 rounded-lg border bg-raised px-3 py-2 text-sm shadow-float"
    >
      <Icon className="size-4" />
      {t(`kinds.${kind}`)}
    </span>
  );
}
