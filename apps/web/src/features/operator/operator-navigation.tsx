'use client';

import { Building2, Cable, Inbox, Puzzle } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';

const items = [
  { href: '/operator', below: '/operator/tenants', label: 'tenants', icon: Building2 },
  { href: '/operator/providers', below: '/operator/providers', label: 'providers', icon: Cable },
  { href: '/operator/catalogue', below: '/operator/catalogue', label: 'catalogue', icon: Puzzle },
  { href: '/mailbox', below: '/mailbox', label: 'mailbox', icon: Inbox },
] as const;

/** The operator's pages as a row of links; on a phone it scrolls sideways. */
export function OperatorNavigation() {
  const t = useTranslations('operator.navigation');
  const path = usePathname();
  return (
    <nav aria-label={t('label')} className="mx-auto w-full max-w-6xl overflow-x-auto px-1 sm:px-3">
      <ul className="flex w-max gap-1">
        {items.map(({ href, below, label, icon: Icon }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={path === href || path.startsWith(`${below}/`) ? 'page' : undefined}
              className="flex h-11 items-center gap-2 border-b-2 border-transparent px-3 whitespace-nowrap text-muted -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              <Icon aria-hidden className="size-4 shrink-0" />
              {t(label)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
