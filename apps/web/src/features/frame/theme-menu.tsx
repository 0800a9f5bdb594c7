'use client';

import { Monitor, Moon, Sun, SunMoon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#ui/button.tsx';
import { Menu, MenuChoices } from '#ui/dropdown-menu.tsx';
import { applyTheme } from './apply-theme.ts';
import type { Theme } from './preference-cookies.ts';

const icons = { system: <Monitor aria-hidden />, light: <Sun aria-hidden />, dark: <Moon aria-hidden /> };

/** The appearances as choices of a menu. */
export function ThemeChoices({ theme }: { theme: Theme }) {
  const t = useTranslations('theme');
  const [chosen, setChosen] = useState(theme);
  const choose = (next: Theme) => {
    setChosen(next);
    applyTheme(next);
  };
  const options = (['system', 'light', 'dark'] as const).map((value) => ({
    value,
    label: t(value),
    icon: icons[value],
  }));
  return <MenuChoices label={t('label')} value={chosen} onChange={choose} options={options} />;
}

export function ThemeMenu({ theme }: { theme: Theme }) {
  const t = useTranslations('theme');
  const trigger = (
    <Button variant="quiet" size="icon" aria-label={t('label')} title={t('label')}>
      <SunMoon aria-hidden />
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      <ThemeChoices theme={theme} />
    </Menu>
  );
}
