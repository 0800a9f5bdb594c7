'use client';

import { Languages } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { type Locale, locales } from '#i18n/locale.ts';
import { Button } from '#ui/button.tsx';
import { Menu, MenuChoices } from '#ui/dropdown-menu.tsx';
import { chooseLocale } from './preferences.ts';

/** The languages as choices of a menu. */
export function LocaleChoices() {
  const t = useTranslations('language');
  const locale = useLocale();
  const [, startTransition] = useTransition();
  const choose = (next: Locale) => startTransition(() => chooseLocale(next));
  const options = locales.map((value) => ({ value, label: t(value), lang: value }));
  return <MenuChoices label={t('label')} value={locale} onChange={choose} options={options} />;
}

export function LocaleMenu() {
  const t = useTranslations('language');
  const trigger = (
    <Button variant="quiet" size="icon" aria-label={t('label')} title={t('label')}>
      <Languages aria-hidden />
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      <LocaleChoices />
    </Menu>
  );
}
