import { cn } from './class-names.ts';

/** The chopmark: a coin, checked and stamped. The only vermilion outside of seals. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={cn('size-7', className)}>
      <rect x="1" y="1" width="30" height="30" rx="6.5" fill="var(--vermilion)" />
      <path
        d="M25.4 12.1A10.2 10.2 0 1 1 20.9 7"
        fill="none"
        stroke="var(--on-vermilion)"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
      <path
        d="M11 15.6l4.6 4.9L26 7.6"
        fill="none"
        stroke="var(--on-vermilion)"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** Mark and name. The name is the same in both languages. */
export function BrandName({ className }: { className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-2.5', className)}>
      <BrandMark />
      <span className="text-lg font-semibold tracking-tight whitespace-nowrap">Chopmark</span>
    </span>
  );
}
