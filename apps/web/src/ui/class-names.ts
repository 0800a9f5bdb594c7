import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

const merge = extendTailwindMerge({
  extend: {
    theme: {
      color: ['paper', 'raised', 'sunken', 'ink', 'muted', 'faint', 'hairline', 'field'],
      shadow: ['float'],
    },
  },
});

/** Class names, later ones winning over earlier ones of the same property. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
