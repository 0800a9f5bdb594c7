'use client';

import { Ellipsis, PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { BrandMark } from '#ui/brand-mark.tsx';
import { cn } from '#ui/class-names.ts';
import { Menu, MenuItem } from '#ui/dropdown-menu.tsx';
import {
  activeItem,
  barItems,
  type NavigationItem,
  type NavigationOptions,
  tenantNavigation,
} from './navigation.ts';
import { chooseSidebar } from './preferences.ts';

export type TenantNavProps = { slug: string } & NavigationOptions;

/** The side bar of a desk; folds to icons and remembers it. */
export function SideBar({ slug, collapsed: initially, ...options }: TenantNavProps & { collapsed: boolean }) {
  const t = useTranslations('frame');
  const path = usePathname();
  const [collapsed, setCollapsed] = useState(initially);
  const items = tenantNavigation(slug, options);
  const active = activeItem(items, path);
  const fold = () => {
    setCollapsed(!collapsed);
    void chooseSidebar(!collapsed);
  };
  return (
    <aside
      className={cn(
        'sticky top-0 hidden h-dvh shrink-0 flex-col border-r bg-sunken transition-[width] md:flex',
        collapsed ? 'w-16' : 'w-58',
      )}
    >
      <Link
        href={`/t/${slug}`}
        className={cn('flex h-14 items-center gap-2.5', collapsed ? 'justify-center' : 'px-4.5')}
        aria-label="Chopmark"
      >
        <BrandMark />
        {collapsed ? null : <span className="text-lg font-semibold tracking-tight">Chopmark</span>}
      </Link>
      <nav aria-label={t('mainNavigation')} className="flex-1 px-3 py-2">
        <ul className="grid gap-0.5">
          {items.map((item) => (
            <li key={item.href}>
              <Link
                href={item.href}
                aria-current={item === active ? 'page' : undefined}
                title={collapsed ? t(item.label) : undefined}
                className={cn(
                  'flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-muted hover:bg-paper hover:text-ink',
                  'aria-[current=page]:bg-raised aria-[current=page]:font-medium aria-[current=page]:text-ink aria-[current=page]:shadow-[0_0_0_1px_var(--hairline)]',
                  collapsed && 'justify-center',
                )}
              >
                <item.icon aria-hidden className="size-4 shrink-0" />
                <span className={collapsed ? 'sr-only' : 'min-w-0 truncate'}>{t(item.label)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <button
        type="button"
        onClick={fold}
        aria-expanded={!collapsed}
        aria-label={collapsed ? t('expand') : t('collapse')}
        className="m-3 grid h-9 w-10 place-items-center rounded-lg text-muted hover:bg-paper hover:text-ink"
      >
        {collapsed ? (
          <PanelLeftOpen aria-hidden className="size-4" />
        ) : (
          <PanelLeftClose aria-hidden className="size-4" />
        )}
      </button>
    </aside>
  );
}

const barClasses =
  'flex min-h-14 flex-col items-center justify-center gap-0.5 px-1 py-1.5 text-center text-xs leading-tight text-muted -outline-offset-2 aria-[current]:font-medium aria-[current]:text-accent';

/** The bar at the foot of a phone, within reach of the thumb. */
export function BottomBar({ slug, ...options }: TenantNavProps) {
  const t = useTranslations('frame');
  const items = tenantNavigation(slug, options);
  const active = activeItem(items, usePathname());
  const { bar, rest } = barItems(items);
  return (
    <nav
      aria-label={t('mainNavigation')}
      className="fixed inset-x-0 bottom-0 z-30 border-t bg-raised pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="flex">
        {bar.map((item) => (
          <li key={item.href} className="min-w-0 flex-1">
            <Link href={item.href} aria-current={item === active ? 'page' : undefined} className={barClasses}>
              <item.icon aria-hidden className="size-5 shrink-0" />
              <span className="line-clamp-1">{t(item.shortLabel ?? item.label)}</span>
            </Link>
          </li>
        ))}
        {rest.length > 0 ? (
          <li className="min-w-0 flex-1">
            <MoreMenu items={rest} active={active} />
          </li>
        ) : null}
      </ul>
    </nav>
  );
}

function MoreMenu({
  items,
  active,
}: {
  items: readonly NavigationItem[];
  active: NavigationItem | undefined;
}) {
  const t = useTranslations('frame');
  const common = useTranslations('common');
  const holdsActive = items.some((item) => item === active);
  const trigger = (
    <button
      type="button"
      aria-current={holdsActive ? 'true' : undefined}
      className={cn(barClasses, 'w-full')}
    >
      <Ellipsis aria-hidden className="size-5 shrink-0" />
      <span className="line-clamp-1">{common('more')}</span>
    </button>
  );
  return (
    <Menu trigger={trigger}>
      {items.map((item) => (
        <MenuItem key={item.href} asChild>
          <Link href={item.href} aria-current={item === active ? 'page' : undefined}>
            <item.icon aria-hidden />
            {t(item.label)}
          </Link>
        </MenuItem>
      ))}
    </Menu>
  );
}
