import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

export type TimelineTone = 'neutral' | 'accent' | 'success' | 'danger';

export type TimelineEntry = {
  id: string;
  icon: LucideIcon;
  tone?: TimelineTone;
  title: ReactNode;
  /** When: usually a <Time>. */
  at?: ReactNode;
  detail?: ReactNode;
};

const tones: Record<TimelineTone, string> = {
  neutral: 'border-hairline bg-raised text-muted',
  accent: 'border-accent bg-accent-wash text-accent',
  success: 'border-success bg-success-wash text-success',
  danger: 'border-danger bg-danger-wash text-danger',
};

/** What happened, oldest first unless the caller orders otherwise. */
export function Timeline({ entries, label }: { entries: readonly TimelineEntry[]; label: string }) {
  return (
    <ol aria-label={label} className="grid">
      {entries.map(({ id, icon: Icon, tone = 'neutral', title, at, detail }) => (
        <li key={id} className="group relative grid grid-cols-[1.75rem_1fr] gap-3 pb-5 last:pb-0">
          <span
            aria-hidden
            className="absolute top-8 bottom-1 left-[0.875rem] w-px bg-hairline group-last:hidden"
          />
          <span className={cn('grid size-7 place-items-center rounded-full border', tones[tone])}>
            <Icon aria-hidden className="size-3.5" />
          </span>
          <div className="grid min-w-0 gap-0.5 pt-0.5">
            <p>{title}</p>
            {at ? <p className="text-sm text-muted">{at}</p> : null}
            {detail ? <div className="text-sm text-muted">{detail}</div> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
