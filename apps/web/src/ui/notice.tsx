import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

export type NoticeTone = 'info' | 'success' | 'warning' | 'danger';

const looks: Record<NoticeTone, { classes: string; icon: LucideIcon }> = {
  info: { classes: 'border-transparent bg-accent-wash [&>svg]:text-accent', icon: Info },
  success: { classes: 'border-transparent bg-success-wash [&>svg]:text-success', icon: CircleCheck },
  warning: { classes: 'border-transparent bg-warning-wash [&>svg]:text-warning', icon: TriangleAlert },
  danger: { classes: 'border-danger bg-danger-wash [&>svg]:text-danger', icon: CircleAlert },
};

export type NoticeProps = {
  tone?: NoticeTone;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
};

/** A message that stays in the page. Danger is announced at once, the others politely. */
export function Notice({ tone = 'info', title, children, action, className }: NoticeProps) {
  const { classes, icon: Icon } = looks[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={cn('flex items-start gap-3 rounded-lg border px-4 py-3', classes, className)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="grid min-w-0 flex-1 gap-1">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div className="min-w-0">{children}</div> : null}
      </div>
      {action}
    </div>
  );
}
