export const locales = ['zh-CN', 'en'] as const;

export type Locale = (typeof locales)[number];

export const defaultLocale: Locale = 'zh-CN';

/** Cookie holding the language a person chose. */
export const localeCookie = 'locale';

/** Cookie holding the browser's time zone, so that server and browser write the same times. */
export const timeZoneCookie = 'tz';

/** Contracts made in China are read in Beijing time until the browser has told its own zone. */
export const defaultTimeZone = 'Asia/Shanghai';

export function isLocale(value: string | undefined): value is Locale {
  return locales.some((locale) => locale === value);
}

/** The language to answer in: the chosen one, else the best of Accept-Language (RFC 9110 §12.5.4), else Chinese. */
export function negotiateLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(chosen)) return chosen;
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map(parseLanguageRange)
    .filter((range) => range.quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const range of wanted) {
    const match = locales.find((locale) => primary(locale) === primary(range.tag));
    if (match) return match;
  }
  return defaultLocale;
}

/** A time zone the runtime knows, else the default: the cookie is the client's to write. */
export function knownTimeZone(value: string | undefined): string {
  if (!value) return defaultTimeZone;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return defaultTimeZone;
  }
}

function parseLanguageRange(text: string): { tag: string; quality: number } {
  const [tag = '', ...parameters] = text.trim().split(';');
  const weight = parameters
    .map((parameter) => parameter.trim())
    .find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return { tag: tag.trim().toLowerCase(), quality: Number.isFinite(quality) ? quality : 0 };
}

function primary(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}
