'use client';

import { Command } from 'cmdk';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export type PaletteItemProps = {
  /** Unique in the palette, and what typing is compared with. */
  value: string;
  /** Other words it should be found by. */
  keywords?: string[];
  icon: LucideIcon;
  onSelect: () => void;
  /** Shown whatever was typed: the server has looked already. */
  always?: boolean;
  lang?: string;
  children: ReactNode;
};

export function PaletteItem(props: PaletteItemProps) {
  const { value, keywords = [], icon: Icon, onSelect, always = false, lang, children } = props;
  return (
    <Command.Item
      value={value}
      keywords={keywords}
      onSelect={onSelect}
      forceMount={always}
      lang={lang}
      className="flex min-h-10 cursor-default items-center gap-3 rounded-md px-3 py-2 select-none data-[selected=true]:bg-accent-wash"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      {children}
    </Command.Item>
  );
}

export function PaletteGroup({
  heading,
  always = false,
  children,
}: {
  heading: string;
  always?: boolean;
  children: ReactNode;
}) {
  return (
    <Command.Group
      heading={heading}
      forceMount={always}
      className="not-first:mt-1 [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}
