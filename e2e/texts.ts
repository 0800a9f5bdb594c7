import { readFileSync } from 'node:fs';
import { z } from 'zod';

export type Locale = 'zh-CN' | 'en';
type Tree = { [key: string]: string | Tree };

const treeSchema: z.ZodType<Tree> = z.record(z.string(), z.union([z.string(), z.lazy(() => treeSchema)]));
const load = (locale: Locale) =>
  treeSchema.parse(
    JSON.parse(readFileSync(new URL(`../apps/web/messages/${locale}.json`, import.meta.url), 'utf8')),
  );
const messages = { 'zh-CN': load('zh-CN'), en: load('en') };

/** The site's own words, so that a journey reads the page as a person does. Plain placeholders only. */
export function texts(locale: Locale) {
  return (key: string, values: Record<string, string | number> = {}): string => {
    const found = key
      .split('.')
      .reduce<string | Tree | undefined>(
        (at, part) => (typeof at === 'object' ? at[part] : undefined),
        messages[locale],
      );
    if (typeof found !== 'string') throw new Error(`there is no text "${key}" in ${locale}`);
    return Object.entries(values).reduce(
      (text, [name, value]) => text.replaceAll(`{${name}}`, String(value)),
      found,
    );
  };
}
