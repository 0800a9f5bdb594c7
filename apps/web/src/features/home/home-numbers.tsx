import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { ContractCounts } from '#features/contracts/contract-list-item.ts';
import { contractViews, listPath } from '#features/contracts/contract-views.ts';

const shown = contractViews.filter((view) => view !== 'ended' && view !== 'all');

/** How much there is of each, and how the last thirty days went. Each number leads to what it counts. */
export function HomeNumbers({ slug, counts }: { slug: string; counts: ContractCounts }) {
  const t = useTranslations('tenantHome');
  const format = useFormatter();
  return (
    <section aria-label={t('numbers')} className="grid gap-2 max-sm:order-last">
      <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-hairline sm:grid-cols-3 lg:grid-cols-5">
        {shown.map((view) => (
          <NumberTile key={view} href={listPath(slug, { view })} label={t(`numberNames.${view}`)}>
            {format.number(counts[view])}
          </NumberTile>
        ))}
      </ul>
      <p className="text-sm text-muted">
        {t('lately', { sent: counts.sent_lately, completed: counts.completed_lately })}
      </p>
    </section>
  );
}

function NumberTile({ href, label, children }: { href: string; label: string; children: ReactNode }) {
  return (
    <li className="bg-raised max-sm:last:odd:col-span-2 sm:max-lg:last:col-span-2">
      <Link href={href} className="grid gap-0.5 px-5 py-3.5 -outline-offset-2 hover:bg-sunken">
        <span className="text-sm text-muted">{label}</span>
        <span className="text-xl font-semibold tabular-nums">{children}</span>
      </Link>
    </li>
  );
}
