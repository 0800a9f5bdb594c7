'use client';

import { Switch as Radix } from 'radix-ui';

export type SwitchProps = {
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** What is on or off; read by screen readers. */
  label: string;
  disabled?: boolean;
};

/** On or off, in force at once. */
export function Switch({ checked, onChange, label, disabled }: SwitchProps) {
  return (
    <Radix.Root
      checked={checked}
      onCheckedChange={onChange}
      aria-label={label}
      disabled={disabled}
      className="inline-flex h-6 w-10 shrink-0 items-center rounded-full border border-field bg-sunken p-0.5 transition-colors disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <Radix.Thumb className="size-4.5 rounded-full bg-ink transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-accent" />
    </Radix.Root>
  );
}
