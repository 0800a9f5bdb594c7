import {
  Archive,
  Ban,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  Clock,
  Hourglass,
  type LucideIcon,
  PenLine,
  Send,
  Undo2,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cn } from './class-names.ts';

/** What a contract's state means to the one who looks at it. */
export type PillState =
  | 'draft'
  | 'sending'
  | 'awaitingMe'
  | 'awaitingOthers'
  | 'finishing'
  | 'completed'
  | 'expired'
  | 'withdrawn'
  | 'rejected'
  | 'voided';

/** The one colour map of states. Vermilion is not in it: a seal is never mistaken for an alarm. */
const looks: Record<PillState, { classes: string; icon: LucideIcon }> = {
  draft: { classes: 'border-dashed border-field text-muted', icon: CircleDashed },
  sending: { classes: 'border-transparent bg-accent-wash text-accent', icon: Send },
  awaitingMe: { classes: 'border-transparent bg-accent text-on-accent', icon: PenLine },
  awaitingOthers: { classes: 'border-transparent bg-accent-wash text-accent', icon: Hourglass },
  finishing: { classes: 'border-transparent bg-accent-wash text-accent', icon: Archive },
  completed: { classes: 'border-transparent bg-success-wash text-success', icon: CircleCheck },
  expired: { classes: 'border-transparent bg-warning-wash text-warning', icon: Clock },
  withdrawn: { classes: 'border-transparent bg-sunken text-muted', icon: Undo2 },
  rejected: { classes: 'border-danger bg-transparent text-danger', icon: Ban },
  voided: { classes: 'border-transparent bg-sunken text-muted line-through', icon: CircleSlash },
};

export function StatePill({ state, className }: { state: PillState; className?: string }) {
  const t = useTranslations('state');
  const { classes, icon: Icon } = looks[state];
  return (
    <span
      className={cn(
        'inline-flex h-6 items-center gap-1.5 rounded-full border px-2.5 text-sm font-medium whitespace-nowrap',
        classes,
        className,
      )}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {t(state)}
    </span>
  );
}
