'use client';

import { Building2, Check, ChevronsUpDown, Plus } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Menu, MenuItem, MenuLabel, MenuSearch, MenuSeparator } from '#ui/dropdown-menu.tsx';

export type Tenant = { slug: string; name: string; status: 'opening' | 'active' | 'suspended' };

export const OPEN_ENTERPRISE = '/signup/enterprise?another=1';

/** From this many on a list is searched rather than read. */
const MANY = 7;

export function TenantSwitcher({ current, tenants }: { current: Tenant; tenants: readonly Tenant[] }) {
  const t = useTranslations('frame');
  const [text, setText] = useState('');
  const shown = tenants.filter((tenant) => tenant.name.toLowerCase().includes(text.trim().toLowerCase()));
  const trigger = (
    <button
      type="button"
      aria-label={t('tenant', { name: current.name })}
      className="flex min-h-9 min-w-0 items-center gap-2 rounded-lg border border-transparent px-2.5 font-medium hover:bg-sunken"
    >
      <Building2 aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="line-clamp-2 min-w-0 text-left leading-tight">{current.name}</span>
      <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted" />
    </button>
  );
  return (
    <Menu trigger={trigger} align="start" className="w-80" onOpenChange={() => setText('')}>
      <MenuLabel>{t('switchTenant')}</MenuLabel>
      {tenants.length >= MANY ? (
        <MenuSearch label={t('searchTenants')} value={text} onChange={setText} />
      ) : null}
      {shown.map((tenant) => (
        <MenuItem key={tenant.slug} asChild>
          <Link href={`/t/${tenant.slug}`} aria-current={tenant.slug === current.slug ? 'true' : undefined}>
            <span className="min-w-0 flex-1 break-words">
              {tenant.name}
              {tenant.status === 'opening' ? (
                <span className="block text-sm text-muted">{t('unfinished')}</span>
              ) : null}
            </span>
            {tenant.slug === current.slug ? <Check aria-hidden className="text-accent!" /> : null}
          </Link>
        </MenuItem>
      ))}
      {shown.length === 0 ? <p className="px-2.5 py-2 text-muted">{t('noTenantFound')}</p> : null}
      <MenuSeparator />
      <MenuItem asChild>
        <Link href={OPEN_ENTERPRISE}>
          <Plus aria-hidden />
          {t('openAnother')}
        </Link>
      </MenuItem>
    </Menu>
  );
}
