import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

export type EmptyStateProps = {
  icon: LucideIcon;
  title: ReactNode;
  description?: ReactNode;
  /** The first act when there is nothing yet; "clear filters" when nothing was found. */
  action?: ReactNode;
  className?: string;
};

export function EmptyState({ icon: Icon, title, description, action, className }: EmptyStateProps) {
  return (
    <div className={cn('grid justify-items-center gap-3 px-6 py-14 text-center', className)}>
      <span className="grid size-11 place-items-center rounded-full border bg-sunken">
        <Icon aria-hidden className="size-5 text-muted" />
      </span>
      <div className="grid gap-1">
        <p className="text-lg font-semibold">{title}</p>
        {description ? <p className="mx-auto max-w-md text-muted">{description}</p> : null}
      </div>
      {action}
    </div>
  );
}
