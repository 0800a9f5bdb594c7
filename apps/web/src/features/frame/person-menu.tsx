'use client';

import { LogOut, SlidersHorizontal } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Menu, MenuItem, MenuSeparator } from '#ui/dropdown-menu.tsx';
import { Spinner } from '#ui/spinner.tsx';
import { LocaleChoices } from './locale-menu.tsx';
import { logOut } from './log-out.ts';
import type { Theme } from './preference-cookies.ts';
import { ThemeChoices } from './theme-menu.tsx';

export type Person = { name: string; email: string; operator: boolean };

/** Who is logged in. On a phone language and appearance are in here too; on a desk they stand in the top line. */
export function PersonMenu({ person, theme }: { person: Person; theme: Theme }) {
  const t = useTranslations('frame');
  const [leaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    await logOut();
  };
  const trigger = (
    <button
      type="button"
      aria-label={t('person', { name: person.name })}
      className="grid size-9 place-items-center rounded-full border bg-accent-wash font-semibold text-accent hover:border-accent"
    >
      <span aria-hidden>{initialOf(person.name)}</span>
    </button>
  );
  return (
    <Menu trigger={trigger} className="min-w-60">
      <div className="grid gap-0.5 px-2.5 py-2">
        <span className="font-medium">{person.name}</span>
        <span className="text-sm text-muted">{person.email}</span>
      </div>
      <div className="sm:hidden">
        <MenuSeparator />
        <LocaleChoices />
        <MenuSeparator />
        <ThemeChoices theme={theme} />
      </div>
      {person.operator ? (
        <>
          <MenuSeparator />
          <MenuItem asChild>
            <Link href="/operator">
              <SlidersHorizontal aria-hidden />
              {t('operator')}
            </Link>
          </MenuItem>
        </>
      ) : null}
      <MenuSeparator />
      <MenuItem
        disabled={leaving}
        onSelect={(event) => {
          event.preventDefault();
          void leave();
        }}
      >
        {leaving ? <Spinner /> : <LogOut aria-hidden />}
        {leaving ? t('loggingOut') : t('logOut')}
      </MenuItem>
    </Menu>
  );
}

/** The first character of a name: a Chinese surname, or a capital letter. */
function initialOf(name: string): string {
  return [...name.trim()][0]?.toUpperCase() ?? '?';
}
