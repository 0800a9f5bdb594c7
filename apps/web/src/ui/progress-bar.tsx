import { cn } from './class-names.ts';

export type ProgressBarProps = {
  /** 0 to 1; left out when nobody knows. */
  value: number | undefined;
  label: string;
  className?: string;
};

/** How far a work has come. */
export function ProgressBar({ value, label, className }: ProgressBarProps) {
  const known = value !== undefined;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(known ? { 'aria-valuenow': Math.round(value * 100) } : {})}
      className={cn('h-1.5 overflow-hidden rounded-full bg-hairline', className)}
    >
      <div
        className={cn(
          'h-full rounded-full bg-accent transition-[width]',
          known ? '' : 'w-full animate-pulse',
        )}
        style={known ? { width: `${value * 100}%` } : undefined}
      />
    </div>
  );
}
