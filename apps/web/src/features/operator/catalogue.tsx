import { KeyRound } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { kindIcons } from '#features/settings/kind-look.ts';
import { SandboxBadge } from '#features/settings/sandbox-badge.tsx';
import { Badge } from '#ui/badge.tsx';
import { Card, CardBody } from '#ui/card.tsx';
import { PageHeader } from '#ui/page-header.tsx';
import type { CatalogueEntry } from './operator-types.ts';

/** Every plug-in of the installation, with what it can do and what it wants to be told. */
export function Catalogue({ entries }: { entries: readonly CatalogueEntry[] }) {
  const t = useTranslations('operator.catalogue');
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} />
      <ul className="gap-4 lg:columns-2">
        {entries.map((entry) => (
          <li key={`${entry.kind}/${entry.id}`} className="break-inside-avoid pb-4">
            <Entry entry={entry} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Entry({ entry }: { entry: CatalogueEntry }) {
  const t = useTranslations('operator.catalogue');
  const kinds = useTranslations('providers.kinds');
  const locale = useLocale();
  const Icon = kindIcons[entry.kind];
  const id = `${entry.kind}-${entry.id}`;
  return (
    <Card aria-labelledby={id}>
      <header className="flex items-start gap-3 border-b px-5 py-4">
        <Icon aria-hidden className="mt-1 size-4.5 shrink-0 text-muted" />
        <div className="grid min-w-0 flex-1 gap-1.5">
          <h2 id={id} className="text-lg font-semibold">
            {entry.label[locale === 'en' ? 'en' : 'zh-CN']}
          </h2>
          <p className="flex flex-wrap items-center gap-2 text-muted">
            {kinds(`${entry.kind}.name`)}
            <span className="font-mono text-sm">
              {entry.kind}/{entry.id}
            </span>
            {entry.sandbox ? <SandboxBadge /> : null}
          </p>
        </div>
      </header>
      <CardBody className="grid gap-4">
        <div className="grid gap-1.5">
          <h3 className="text-muted">{t('supports')}</h3>
          <p className="flex flex-wrap gap-1.5">
            {entry.supports.map((each) => (
              <Badge key={each}>{each}</Badge>
            ))}
          </p>
        </div>
        <Fields fields={entry.fields} />
      </CardBody>
    </Card>
  );
}

function Fields({ fields }: Pick<CatalogueEntry, 'fields'>) {
  const t = useTranslations('operator.catalogue');
  const locale = useLocale();
  if (fields.length === 0) return <p className="text-muted">{t('noFields')}</p>;
  return (
    <div className="grid gap-1.5">
      <h3 className="text-muted">{t('fields')}</h3>
      <ul className="divide-y rounded-lg border">
        {fields.map((field) => (
          <li key={field.name} className="grid gap-1 px-3 py-2.5">
            <p className="flex flex-wrap items-center gap-2">
              <span className="font-mono text-sm font-medium break-all">{field.name}</span>
              <span className="font-mono text-sm break-words text-muted">{field.type}</span>
              <span className="text-sm text-muted">{field.required ? t('required') : t('optional')}</span>
              {field.secret ? (
                <Badge tone="warning" icon={KeyRound}>
                  {t('secret')}
                </Badge>
              ) : null}
            </p>
            {field.description ? (
              <p className="text-sm text-muted">{field.description[locale === 'en' ? 'en' : 'zh-CN']}</p>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
