'use server';

import { cookies } from 'next/headers';
import { isLocale, knownTimeZone, localeCookie, timeZoneCookie } from '#i18n/locale.ts';
import { cookiesAreSecure } from '#server/session-cookie.ts';
import { isTheme, sidebarCookie, themeCookie } from './preference-cookies.ts';

const YEAR = 365 * 24 * 60 * 60;

export async function chooseLocale(locale: string): Promise<void> {
  if (isLocale(locale)) await remember(localeCookie, locale);
}

export async function chooseTheme(theme: string): Promise<void> {
  if (isTheme(theme)) await remember(themeCookie, theme);
}

export async function chooseSidebar(collapsed: boolean): Promise<void> {
  await remember(sidebarCookie, collapsed ? 'collapsed' : 'open');
}

export async function tellTimeZone(timeZone: string): Promise<void> {
  await remember(timeZoneCookie, knownTimeZone(timeZone));
}

async function remember(name: string, value: string): Promise<void> {
  const jar = await cookies();
  jar.set(name, value, {
    path: '/',
    maxAge: YEAR,
    sameSite: 'lax',
    httpOnly: true,
    secure: cookiesAreSecure(),
  });
}
