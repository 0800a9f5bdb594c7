import type { Permission } from '@chopmark/core';
import { FilePlus2, Files, House, Inbox, type LucideIcon, Settings, ShieldCheck, Users } from 'lucide-react';
import type { Messages } from '#i18n/messages.ts';

export type NavigationItem = {
  href: string;
  label: keyof Messages['frame'];
  /** What fits the bar of a phone, where the label doesn't. */
  shortLabel?: keyof Messages['frame'];
  icon: LucideIcon;
  /** Is it also active below its address? */
  nested: boolean;
};

export type NavigationOptions = {
  /** Is the sandbox mailbox open to this person? */
  mailbox: boolean;
  /** What the person may do in the tenant: pages they may not see are not offered. */
  permissions: readonly Permission[];
};

type Entry = Omit<NavigationItem, 'href'> & {
  href: (base: string) => string;
  /** Without it the entry isn't offered. */
  needs?: Permission | 'mailbox';
};

/** In the order of use: what stands first is in reach of the thumb. */
const entries: readonly Entry[] = [
  { href: (base) => base, label: 'home', icon: House, nested: false },
  { href: (base) => `${base}/contracts`, label: 'contracts', icon: Files, nested: true },
  {
    href: (base) => `${base}/contracts/new`,
    label: 'newContract',
    shortLabel: 'newContractShort',
    icon: FilePlus2,
    nested: false,
    needs: 'contract.create',
  },
  { href: (base) => `${base}/members`, label: 'members', icon: Users, nested: true, needs: 'member.view' },
  { href: () => '/verify', label: 'verify', icon: ShieldCheck, nested: false },
  {
    href: () => '/mailbox',
    label: 'mailbox',
    shortLabel: 'mailboxShort',
    icon: Inbox,
    nested: false,
    needs: 'mailbox',
  },
  {
    href: (base) => `${base}/settings`,
    label: 'settings',
    icon: Settings,
    nested: true,
    needs: 'tenant.view',
  },
];

/** What stands in a tenant's side bar and, on a phone, in the bar at the foot. */
export function tenantNavigation(
  slug: string,
  { mailbox, permissions }: NavigationOptions,
): NavigationItem[] {
  const offered = ({ needs }: Entry) =>
    needs === undefined || (needs === 'mailbox' ? mailbox : permissions.includes(needs));
  return entries.filter(offered).map(({ href, needs: _, ...entry }) => ({
    ...entry,
    href: href(`/t/${slug}`),
  }));
}

const BAR = 5;

/** What fits the bar of a phone; where it isn't all, its last place is for a menu with the rest. */
export function barItems(items: readonly NavigationItem[]): {
  bar: NavigationItem[];
  rest: NavigationItem[];
} {
  const shown = items.length <= BAR ? BAR : BAR - 1;
  return { bar: items.slice(0, shown), rest: items.slice(shown) };
}

/** The item a path belongs to: of those that match, the longest. */
export function activeItem(items: readonly NavigationItem[], path: string): NavigationItem | undefined {
  return items
    .filter((item) => path === item.href || (item.nested && path.startsWith(`${item.href}/`)))
    .sort((a, b) => b.href.length - a.href.length)[0];
}
