import { cookies } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { CommandPalette } from './command-palette.tsx';
import { LocaleMenu } from './locale-menu.tsx';
import type { NavigationOptions } from './navigation.ts';
import { type Person, PersonMenu } from './person-menu.tsx';
import { sidebarCookie } from './preference-cookies.ts';
import { currentTheme } from './preference-readers.ts';
import { BottomBar, SideBar } from './tenant-nav.tsx';
import { type Tenant, TenantSwitcher } from './tenant-switcher.tsx';
import { ThemeMenu } from './theme-menu.tsx';

export type AppFrameProps = {
  tenant: Tenant;
  tenants: readonly Tenant[];
  person: Person;
  navigation: NavigationOptions;
  children: ReactNode;
};

/** The one frame of pages behind the log-in: side bar, top line, content; on a phone a bar at the foot. */
export async function AppFrame({ tenant, tenants, person, navigation, children }: AppFrameProps) {
  const t = await getTranslations('common');
  const [theme, jar] = await Promise.all([currentTheme(), cookies()]);
  const collapsed = jar.get(sidebarCookie)?.value === 'collapsed';
  return (
    <div className="flex min-h-dvh">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-raised focus:px-4 focus:py-2 focus:shadow-float"
      >
        {t('skipToContent')}
      </a>
      <SideBar slug={tenant.slug} {...navigation} collapsed={collapsed} />
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="sticky top-0 z-20 flex h-14 items-center justify-between gap-3 border-b bg-paper px-3 sm:px-6">
          <TenantSwitcher current={tenant} tenants={tenants} />
          <div className="flex shrink-0 items-center gap-1">
            <CommandPalette slug={tenant.slug} navigation={navigation} tenants={tenants} />
            <div className="hidden items-center gap-1 sm:flex">
              <LocaleMenu />
              <ThemeMenu theme={theme} />
            </div>
            <PersonMenu person={person} theme={theme} />
          </div>
        </header>
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto grid w-full max-w-6xl flex-1 content-start gap-6 px-4 pt-6 pb-24 outline-none sm:px-6 md:pb-10"
        >
          {children}
        </main>
      </div>
      <BottomBar slug={tenant.slug} {...navigation} />
    </div>
  );
}
