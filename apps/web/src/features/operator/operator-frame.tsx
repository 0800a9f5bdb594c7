import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { LocaleMenu } from '#features/frame/locale-menu.tsx';
import { type Person, PersonMenu } from '#features/frame/person-menu.tsx';
import { currentTheme } from '#features/frame/preference-readers.ts';
import { ThemeMenu } from '#features/frame/theme-menu.tsx';
import { Badge } from '#ui/badge.tsx';
import { BrandName } from '#ui/brand-mark.tsx';
import { OperatorNavigation } from './operator-navigation.tsx';

/** The frame of the platform's own pages: visibly another place than any tenant's. */
export async function OperatorFrame({ person, children }: { person: Person; children: ReactNode }) {
  const [theme, t, common] = await Promise.all([
    currentTheme(),
    getTranslations('operator'),
    getTranslations('common'),
  ]);
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-raised focus:px-4 focus:py-2 focus:shadow-float"
      >
        {common('skipToContent')}
      </a>
      <header className="sticky top-0 z-20 border-b bg-paper">
        <div className="mx-auto flex h-14 w-full max-w-6xl items-center justify-between gap-3 px-4 sm:px-6">
          <div className="flex min-w-0 items-center gap-3">
            <Link href="/operator" className="flex rounded-lg">
              <BrandName />
            </Link>
            <Badge>{t('badge')}</Badge>
          </div>
          <div className="flex shrink-0 items-center gap-1">
            <div className="hidden items-center gap-1 sm:flex">
              <LocaleMenu />
              <ThemeMenu theme={theme} />
            </div>
            <PersonMenu person={person} theme={theme} />
          </div>
        </div>
        <OperatorNavigation />
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto grid w-full max-w-6xl flex-1 content-start gap-6 px-4 pt-6 pb-10 outline-none sm:px-6"
      >
        {children}
      </main>
    </div>
  );
}
