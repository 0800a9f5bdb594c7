import { LoaderCircle } from 'lucide-react';
import { cn } from './class-names.ts';

/** Decorative: the element that shows it says with words or aria-busy what is going on. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={cn('size-4 animate-spin', className)} />;
}
