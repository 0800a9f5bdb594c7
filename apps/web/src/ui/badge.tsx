import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

export type BadgeTone = 'neutral' | 'accent' | 'success' | 'warning' | 'danger' | 'sandbox';

/** `sandbox` is dashed like a draft: what bears it has no effect outside. */
const tones: Record<BadgeTone, string> = {
  neutral: 'border-transparent bg-sunken text-muted',
  accent: 'border-transparent bg-accent-wash text-accent',
  success: 'border-transparent bg-success-wash text-success',
  warning: 'border-transparent bg-warning-wash text-warning',
  danger: 'border-danger bg-transparent text-danger',
  sandbox: 'border-dashed border-field text-muted',
};

export type BadgeProps = { tone?: BadgeTone; icon?: LucideIcon; children: ReactNode; className?: string };

/** A fact about a thing in one or two words. States of contracts have a pill of their own. */
export function Badge({ tone = 'neutral', icon: Icon, children, className }: BadgeProps) {
  return (
    <span
      className={cn(
        'inline-flex min-h-6 items-center gap-1.5 rounded-full border px-2.5 py-0.5 text-sm font-medium whitespace-nowrap',
        tones[tone],
        className,
      )}
    >
      {Icon ? <Icon aria-hidden className="size-3.5 shrink-0" /> : null}
      {children}
    </span>
  );
}
