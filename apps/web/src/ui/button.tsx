import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';
import { Spinner } from './spinner.tsx';

const buttonClasses = cva(
  [
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-lg border font-medium select-none',
    'transition-colors disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55',
    '[&_svg]:size-4 [&_svg]:shrink-0',
  ],
  {
    variants: {
      variant: {
        primary:
          'border-transparent bg-accent text-on-accent hover:bg-accent-strong disabled:hover:bg-accent',
        secondary: 'border-field bg-raised text-ink hover:bg-sunken',
        quiet: 'border-transparent bg-transparent text-ink hover:bg-sunken',
        danger: 'border-danger bg-transparent text-danger hover:bg-danger-wash',
        link: 'h-auto! border-transparent bg-transparent px-0! text-accent underline underline-offset-4 hover:text-accent-strong',
      },
      size: {
        sm: 'h-8 px-3 text-sm',
        md: 'h-9 px-4 text-base',
        lg: 'h-11 px-5 text-lg',
        icon: 'size-9 px-0',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);

export type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof buttonClasses> & {
    /** Renders the only child (a link, say) with the button's look. */
    asChild?: boolean | undefined;
    /** Work is under way: shows a spinner and refuses clicks without losing focus. */
    busy?: boolean | undefined;
  };

export function Button({
  variant,
  size,
  asChild,
  busy,
  className,
  children,
  onClick,
  ...props
}: ButtonProps) {
  const classes = cn(buttonClasses({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...props}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      className={classes}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
      {...props}
    >
      {busy ? <Spinner /> : null}
      {children}
    </button>
  );
}
