'use client';

import { Check, ChevronDown } from 'lucide-react';
import { Select as RadixSelect } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';
import { useNonce } from './nonce.tsx';

export type SelectOption<Value extends string> = { value: Value; label: string; disabled?: boolean };

export type SelectProps<Value extends string> = Omit<
  ComponentProps<typeof RadixSelect.Trigger>,
  'onChange' | 'value'
> & {
  value: Value | undefined;
  onChange: (value: Value) => void;
  options: readonly SelectOption<Value>[];
  placeholder?: string;
  name?: string;
};

export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, onChange, options, placeholder, name, className, ...trigger } = props;
  const nonce = useNonce();
  const choose = (next: string) => {
    const option = options.find((candidate) => candidate.value === next);
    if (option) onChange(option.value);
  };
  return (
    <RadixSelect.Root value={value ?? ''} onValueChange={choose} {...(name ? { name } : {})}>
      <RadixSelect.Trigger
        className={cn(
          'flex h-10 w-full items-center justify-between gap-2 rounded-lg border border-field bg-raised px-3 text-left text-lg sm:h-9 sm:text-base',
          'data-placeholder:text-faint disabled:cursor-not-allowed disabled:bg-sunken aria-invalid:border-danger',
          className,
        )}
        {...trigger}
      >
        <span className="min-w-0 truncate">
          <RadixSelect.Value placeholder={placeholder} />
        </span>
        <RadixSelect.Icon asChild>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
        </RadixSelect.Icon>
      </RadixSelect.Trigger>
      <RadixSelect.Portal>
        <RadixSelect.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-80 min-w-(--radix-select-trigger-width) animate-appear overflow-hidden rounded-lg border bg-raised shadow-float"
        >
          <RadixSelect.Viewport {...(nonce ? { nonce } : {})} className="p-1">
            {options.map((option) => (
              <RadixSelect.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="flex min-h-9 cursor-default items-center justify-between gap-3 rounded-md px-2 outline-none data-disabled:text-faint data-highlighted:bg-accent-wash"
              >
                <RadixSelect.ItemText>{option.label}</RadixSelect.ItemText>
                <RadixSelect.ItemIndicator>
                  <Check aria-hidden className="size-4 text-accent" />
                </RadixSelect.ItemIndicator>
              </RadixSelect.Item>
            ))}
          </RadixSelect.Viewport>
        </RadixSelect.Content>
      </RadixSelect.Portal>
    </RadixSelect.Root>
  );
}
