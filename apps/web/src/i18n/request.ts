import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { knownTimeZone, localeCookie, negotiateLocale, timeZoneCookie } from './locale.ts';
import { messagesOf } from './messages.ts';

/** The path carries no language: cookie, then Accept-Language, then Chinese. */
export default getRequestConfig(async () => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const locale = negotiateLocale(jar.get(localeCookie)?.value, head.get('accept-language'));
  return {
    locale,
    messages: messagesOf(locale),
    timeZone: knownTimeZone(jar.get(timeZoneCookie)?.value),
  };
});
