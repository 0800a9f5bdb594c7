import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { BrandName } from '#ui/brand-mark.tsx';
import { LocaleMenu } from './locale-menu.tsx';
import { currentTheme } from './preference-readers.ts';
import { ThemeMenu } from './theme-menu.tsx';

export type PublicFrameProps = {
  /** At the right of the top line: log in, sign up, workspace. */
  acts?: ReactNode;
  children: ReactNode;
};

/** The frame of pages that need no log-in. */
export async function PublicFrame({ acts, children }: PublicFrameProps) {
  const [theme, t, common] = await Promise.all([
    currentTheme(),
    getTranslations('frame'),
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
      <header className="border-b">
        <div className="mx-auto flex h-14 w-full max-w-6xl items-center justify-between gap-2 px-4 sm:px-6">
          <Link href="/" className="flex rounded-lg">
            <BrandName />
          </Link>
          <div className="flex items-center gap-1">
            <LocaleMenu />
            <ThemeMenu theme={theme} />
            {acts}
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      <footer className="border-t text-sm text-muted">
        <div className="mx-auto flex w-full max-w-6xl flex-wrap justify-between gap-x-6 gap-y-2 px-4 py-5 sm:px-6">
          <p>{t('footer')}</p>
          <p>
            <a href="/api/v1/openapi.json" className="underline underline-offset-4 hover:text-ink">
              {t('apiDocument')}
            </a>
          </p>
        </div>
      </footer>
    </div>
  );
}
