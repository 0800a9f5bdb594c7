'use client';

import { Building2, Languages, LogOut, Monitor, Moon, Plus, Sun } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { locales } from '#i18n/locale.ts';
import { applyTheme } from './apply-theme.ts';
import { logOut } from './log-out.ts';
import { type NavigationOptions, tenantNavigation } from './navigation.ts';
import { PaletteGroup, PaletteItem } from './palette-item.tsx';
import { themes } from './preference-cookies.ts';
import { chooseLocale } from './preferences.ts';
import { OPEN_ENTERPRISE, type Tenant } from './tenant-switcher.tsx';

type Go = (path: string) => void;

/** The pages of the side bar. Each is also found by its address, which is English in every language. */
export function PalettePages({
  slug,
  navigation,
  onGo,
}: {
  slug: string;
  navigation: NavigationOptions;
  onGo: Go;
}) {
  const t = useTranslations('frame');
  const palette = useTranslations('palette');
  return (
    <PaletteGroup heading={palette('pages')}>
      {tenantNavigation(slug, navigation).map((item) => (
        <PaletteItem
          key={item.href}
          value={t(item.label)}
          keywords={[item.label, ...item.href.split('/').slice(-1)]}
          icon={item.icon}
          onSelect={() => onGo(item.href)}
        >
          {t(item.label)}
        </PaletteItem>
      ))}
    </PaletteGroup>
  );
}

/** The person's other enterprises, and one more. */
export function PaletteTenants({
  slug,
  tenants,
  onGo,
}: {
  slug: string;
  tenants: readonly Tenant[];
  onGo: Go;
}) {
  const t = useTranslations('frame');
  return (
    <PaletteGroup heading={t('switchTenant')}>
      {tenants
        .filter((tenant) => tenant.slug !== slug)
        .map((tenant) => (
          <PaletteItem
            key={tenant.slug}
            value={`${tenant.name} ${tenant.slug}`}
            icon={Building2}
            onSelect={() => onGo(`/t/${tenant.slug}`)}
          >
            <span className="min-w-0 break-words">{tenant.name}</span>
          </PaletteItem>
        ))}
      <PaletteItem
        value={t('openAnother')}
        keywords={['enterprise', 'open']}
        icon={Plus}
        onSelect={() => onGo(OPEN_ENTERPRISE)}
      >
        {t('openAnother')}
      </PaletteItem>
    </PaletteGroup>
  );
}

const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const;

/** What one does rather than where one goes. */
export function PaletteActs({ onDone }: { onDone: () => void }) {
  const palette = useTranslations('palette');
  const frame = useTranslations('frame');
  const theme = useTranslations('theme');
  const language = useTranslations('language');
  const locale = useLocale();
  const [, startTransition] = useTransition();
  const after = (act: () => void) => () => {
    act();
    onDone();
  };
  return (
    <PaletteGroup heading={palette('acts')}>
      {locales
        .filter((each) => each !== locale)
        .map((each) => (
          <PaletteItem
            key={each}
            value={`${language('label')} ${language(each)}`}
            keywords={['language', '语言', each]}
            icon={Languages}
            lang={each}
            onSelect={after(() => startTransition(() => chooseLocale(each)))}
          >
            {language(each)}
          </PaletteItem>
        ))}
      {themes.map((each) => (
        <PaletteItem
          key={each}
          value={`${theme('label')} ${theme(each)}`}
          keywords={['theme', 'appearance', each]}
          icon={themeIcons[each]}
          onSelect={after(() => applyTheme(each))}
        >
          {palette('theme', { theme: theme(each) })}
        </PaletteItem>
      ))}
      <PaletteItem
        value={frame('logOut')}
        keywords={['log out', 'sign out']}
        icon={LogOut}
        onSelect={after(() => void logOut())}
      >
        {frame('logOut')}
      </PaletteItem>
    </PaletteGroup>
  );
}
