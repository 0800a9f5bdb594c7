import { BadgeX, Building, CirclePause, Globe } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { Badge } from '#ui/badge.tsx';
import { CopyableId } from '#ui/copyable-id.tsx';
import { SandboxBadge } from './sandbox-badge.tsx';
import type { Provider } from './settings-types.ts';

/** One configured provider: its name, where it comes from, what one must know of it, and its open settings. */
export function ProviderFacts({ provider, isDefault }: { provider: Provider; isDefault: boolean }) {
  const t = useTranslations('providers');
  const locale = useLocale();
  const name =
    provider.label?.[locale === 'en' ? 'en' : 'zh-CN'] ?? t('uninstalled', { id: provider.pluginId });
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5">
        <span className="font-medium">{name}</span>
        {isDefault ? null : provider.own ? (
          <Badge tone="accent" icon={Building}>
            {t('own')}
          </Badge>
        ) : (
          <Badge icon={Globe}>{t('default')}</Badge>
        )}
        {provider.sandbox ? <SandboxBadge /> : null}
        {provider.licensed === false ? (
          <Badge tone="warning" icon={BadgeX}>
            {t('notLicensed')}
          </Badge>
        ) : null}
        {provider.inUse ? null : (
          <Badge icon={CirclePause}>{provider.enabled ? t('standby') : t('disabled')}</Badge>
        )}
      </div>
      {provider.fields.length > 0 ? <Settings provider={provider} name={name} /> : null}
    </div>
  );
}

const SHOWN = 48;

function Settings({ provider, name }: { provider: Provider; name: string }) {
  const t = useTranslations('providers');
  return (
    <details className="group rounded-lg border">
      <summary className="flex min-h-9 cursor-pointer items-center rounded-lg px-3 py-1.5 text-sm text-muted hover:text-ink">
        {t('settings', { count: provider.fields.length })}
        <span className="sr-only"> – {name}</span>
      </summary>
      <dl className="grid gap-x-6 gap-y-2 border-t px-3 py-3 text-sm sm:grid-cols-[minmax(9rem,auto)_1fr]">
        {provider.fields.map((field) => (
          <div key={field.name} className="grid gap-0.5 sm:contents">
            <dt className="font-mono text-muted sm:py-1">{field.name}</dt>
            <dd className="min-w-0 sm:min-h-7">
              <SettingValue field={field} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function SettingValue({ field }: { field: Provider['fields'][number] }) {
  const t = useTranslations('providers');
  if (field.secret) return <span className="text-muted sm:leading-7">{t('secret')}</span>;
  if (field.value === null || field.value === '')
    return <span className="text-muted sm:leading-7">{t('unset')}</span>;
  if (field.value.length <= 12) return <span className="font-mono sm:leading-7">{field.value}</span>;
  return <CopyableId value={field.value} label={field.name} shown={SHOWN} />;
}
