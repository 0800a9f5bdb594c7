'use client';

import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ComponentProps, KeyboardEvent, ReactNode } from 'react';
import { cn } from './class-names.ts';
import { Input } from './input.tsx';

const itemClasses = [
  'flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 py-1.5 outline-none select-none',
  'data-disabled:text-faint data-highlighted:bg-accent-wash [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted',
];

export type MenuProps = {
  trigger: ReactNode;
  children: ReactNode;
  align?: 'start' | 'end';
  className?: string;
  onOpenChange?: (open: boolean) => void;
};

export function Menu({ trigger, children, align = 'end', className, onOpenChange }: MenuProps) {
  return (
    <Radix.Root {...(onOpenChange ? { onOpenChange } : {})}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={cn(
            'z-50 max-h-(--radix-dropdown-menu-content-available-height) max-w-[calc(100vw-1rem)] min-w-52 animate-appear overflow-y-auto rounded-lg border bg-raised p-1 shadow-float',
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({ className, ...props }: ComponentProps<typeof Radix.Item>) {
  return <Radix.Item className={cn(itemClasses, className)} {...props} />;
}

export function MenuLabel({ className, ...props }: ComponentProps<typeof Radix.Label>) {
  return <Radix.Label className={cn('px-2.5 pt-2 pb-1 text-sm text-muted', className)} {...props} />;
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-hairline" />;
}

export type MenuSearchProps = { label: string; value: string; onChange: (value: string) => void };

/** Narrows a long menu by text. Arrow keys lead from the field to the items; letters stay in the field. */
export function MenuSearch({ label, value, onChange }: MenuSearchProps) {
  const keep = (event: KeyboardEvent) => {
    if (['ArrowDown', 'ArrowUp', 'Escape', 'Tab'].includes(event.key)) return;
    event.stopPropagation();
  };
  return (
    <div className="px-1 pb-1">
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={keep}
      />
    </div>
  );
}

export type MenuChoicesProps<Value extends string> = {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: string; icon?: ReactNode; lang?: string }[];
};

/** One of several: a radio group inside a menu. */
export function MenuChoices<Value extends string>({
  label,
  value,
  onChange,
  options,
}: MenuChoicesProps<Value>) {
  const choose = (next: string) => {
    const option = options.find((candidate) => candidate.value === next);
    if (option) onChange(option.value);
  };
  return (
    <Radix.Group aria-label={label}>
      <Radix.Label className="px-2.5 pt-2 pb-1 text-sm text-muted">{label}</Radix.Label>
      <Radix.RadioGroup value={value} onValueChange={choose}>
        {options.map((option) => (
          <Radix.RadioItem
            key={option.value}
            value={option.value}
            lang={option.lang}
            className={cn(itemClasses)}
          >
            {option.icon}
            <span className="min-w-0 flex-1">{option.label}</span>
            <Radix.ItemIndicator>
              <Check aria-hidden className="text-accent!" />
            </Radix.ItemIndicator>
          </Radix.RadioItem>
        ))}
      </Radix.RadioGroup>
    </Radix.Group>
  );
}
