import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { cn } from '#ui/class-names.ts';
import { Time } from '#ui/time.tsx';
import { EnabledBadge, SealKind, SealSize } from './seal-badges.tsx';
import { SealPicture } from './seal-picture.tsx';
import type { ListedSeal } from './seal-types.ts';

export type SealCardProps = {
  slug: string;
  seal: ListedSeal;
  /** Millimetres that the picture's area stands for. */
  widestMm: number;
};

/** A seal on white paper, its state, and who uses it how often. The whole card leads to it. */
export function SealCard({ slug, seal, widestMm }: SealCardProps) {
  const t = useTranslations('seals');
  return (
    <li className="relative grid min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_1fr] overflow-clip rounded-lg border bg-raised hover:border-field">
      <div className="relative aspect-[4/3] border-b bg-[#fff]">
        {/* As wide as it is high, so that width and height have one scale. */}
        <div className="absolute inset-y-0 left-1/2 grid aspect-square -translate-x-1/2 place-items-center">
          <div
            style={{ width: `${(seal.widthMm / widestMm) * 100}%` }}
            className={cn(seal.enabled ? '' : 'opacity-40 grayscale')}
          >
            <SealPicture seal={seal} className="h-auto w-full" />
          </div>
        </div>
      </div>
      <div className="grid content-start gap-3 p-4">
        <div className="flex items-start justify-between gap-3">
          <div className="grid min-w-0 gap-0.5">
            <h2 className="font-semibold">
              <Link
                href={`/t/${slug}/seals/${seal.id}`}
                className="after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
              >
                {seal.name}
              </Link>
            </h2>
            <p className="text-sm text-muted">
              <SealKind seal={seal} /> · <SealSize seal={seal} />
            </p>
          </div>
          <span className="shrink-0">
            <EnabledBadge enabled={seal.enabled} />
          </span>
        </div>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
          <dt className="text-muted">{t('users')}</dt>
          <dd className="min-w-0">
            <Users names={seal.users} />
          </dd>
          <dt className="text-muted">{t('uses')}</dt>
          <dd className="min-w-0">
            {seal.uses > 0 ? t('usedTimes', { n: seal.uses }) : t('never')}
            {seal.lastUsedAt ? (
              <span className="text-muted">
                {' · '}
                <Time value={seal.lastUsedAt} format="date" />
              </span>
            ) : null}
          </dd>
        </dl>
      </div>
    </li>
  );
}

const SHOWN = 3;

function Users({ names }: { names: readonly string[] }) {
  const t = useTranslations('seals');
  if (names.length === 0) return t('noUsers');
  const shown = names.slice(0, SHOWN).join(t('nameSeparator'));
  const n = names.length - SHOWN;
  return n > 0 ? t('someUsers', { names: shown, n }) : shown;
}
