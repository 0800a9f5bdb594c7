'use client';

import { locales } from '#i18n/locale.ts';
import { messagesOf } from '#i18n/messages.ts';
import './globals.css';

/** When the root layout itself fails, no language is known: both are shown. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="zh-CN" data-theme="system">
      <body>
        <title>Chopmark</title>
        <main className="mx-auto grid min-h-dvh max-w-md content-center gap-8 px-6">
          {locales.map((locale) => {
            const { errorPage } = messagesOf(locale);
            return (
              <section key={locale} lang={locale} className="grid gap-2">
                <h1 className="text-xl font-semibold">{errorPage.title}</h1>
                <p className="text-muted">{errorPage.text}</p>
                <button
                  type="button"
                  onClick={reset}
                  className="h-9 justify-self-start rounded-lg bg-accent px-4 font-medium text-on-accent"
                >
                  {errorPage.retry}
                </button>
              </section>
            );
          })}
        </main>
      </body>
    </html>
  );
}
