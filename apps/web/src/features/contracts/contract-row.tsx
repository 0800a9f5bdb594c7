import { TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { StatePill } from '#ui/state-pill.tsx';
import { Time } from '#ui/time.tsx';
import { pillStateOf } from './pill-state.ts';

export type ContractListItem = {
  id: string;
  title: string;
  state: string;
  myState: string | null;
  failed: boolean;
  parties: string[];
  createdAt: string;
};

/** A contract in a short list: the whole row is its link. */
export function ContractRow({ slug, contract }: { slug: string; contract: ContractListItem }) {
  const t = useTranslations('tenantHome');
  return (
    <li className="relative flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3.5 hover:bg-sunken">
      <div className="grid min-w-0 flex-1 basis-60 gap-0.5">
        <Link
          href={`/t/${slug}/contracts/${contract.id}`}
          className="font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {contract.title}
        </Link>
        {contract.parties.length > 0 ? (
          <span className="text-sm text-muted">{t('parties', { names: contract.parties.join(' · ') })}</span>
        ) : null}
        {contract.failed ? (
          <span className="flex items-center gap-1.5 text-sm text-danger">
            <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
            {t('failed')}
          </span>
        ) : null}
      </div>
      <span className="text-sm text-muted">
        <Time value={contract.createdAt} format="date" />
      </span>
      <span className="sm:flex sm:w-36 sm:justify-end">
        <StatePill state={pillStateOf(contract.state, contract.myState)} />
      </span>
    </li>
  );
}
