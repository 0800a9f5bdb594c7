import { useTranslations } from 'next-intl';

const keys = ['arrows', 'shift', 'alt', 'delete', 'duplicate', 'copy', 'undo', 'several'] as const;

/** Shown while nothing is chosen: how the desk works by keyboard. */
export function PlacingHelp() {
  const t = useTranslations('draft.help');
  return (
    <div className="grid gap-3 rounded-lg border border-dashed p-4 text-sm text-muted">
      <p>{t('nothing')}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1.5">
        {keys.map((key) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded border bg-raised px-1.5 py-0.5 font-sans text-xs whitespace-nowrap">
                {t(`${key}.key`)}
              </kbd>
            </dt>
            <dd>{t(`${key}.act`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
