'use client';

import { Toaster as Sonner } from 'sonner';

export { toast } from 'sonner';

/** Where toasts appear: above the bottom bar on a phone, in the lower right corner on a desk. */
export function Toaster({ label }: { label: string }) {
  return (
    <Sonner
      position="bottom-right"
      mobileOffset={{ bottom: '5rem' }}
      containerAriaLabel={label}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-(--width) items-start gap-3 rounded-lg border border-hairline bg-raised px-4 py-3 text-base text-ink shadow-float font-sans',
          title: 'font-medium',
          description: 'text-muted',
          icon: 'mt-0.5',
          error: 'border-danger!',
          success: '[&_[data-icon]]:text-success',
          actionButton: 'ml-auto font-medium text-accent underline underline-offset-4',
        },
      }}
    />
  );
}
