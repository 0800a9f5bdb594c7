import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { currentTheme } from '#features/frame/preference-readers.ts';
import { TimeZoneTeller } from '#features/frame/time-zone-teller.tsx';
import { NonceProvider } from '#ui/nonce.tsx';
import { Toaster } from '#ui/toaster.tsx';
import './globals.css';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('meta');
  return { title: { default: t('title'), template: `%s · Chopmark` }, description: t('description') };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfbf9' },
    { media: '(prefers-color-scheme: dark)', color: '#131519' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, theme, head, common] = await Promise.all([
    getLocale(),
    currentTheme(),
    headers(),
    getTranslations('common'),
  ]);
  return (
    <html lang={locale} data-theme={theme}>
      <body>
        <NonceProvider nonce={head.get('x-nonce') ?? undefined}>
          <NextIntlClientProvider>
            {children}
            <Toaster label={common('notifications')} />
            <TimeZoneTeller />
          </NextIntlClientProvider>
        </NonceProvider>
      </body>
    </html>
  );
}
