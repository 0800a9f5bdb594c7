import { createTranslator } from 'next-intl';
import { expect, test } from 'vitest';
import { problemCodes } from '#server/problem.ts';
import { errorValueNames, errorValues } from './error-values.ts';
import { locales } from './locale.ts';
import { messagesOf } from './messages.ts';

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, prefix = ''): [path: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : leaves(value, `${prefix}${key}.`),
  );
}

/** Names of ICU arguments: `{name}` and `{name, plural, …}`. */
const argumentsOf = (text: string) =>
  [...text.matchAll(/\{\s*(\w+)\s*[,}]/g)].map((match) => match[1]).sort();

const chinese = new Map(leaves(messagesOf('zh-CN')));
const english = new Map(leaves(messagesOf('en')));

test('both languages have the same texts', () => {
  expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
});

test('no text is empty', () => {
  for (const [path, text] of [...chinese, ...english]) expect([path, text.trim()]).not.toEqual([path, '']);
});

test('a text names the same facts in both languages', () => {
  for (const [path, text] of chinese) {
    expect([path, argumentsOf(english.get(path) ?? '')]).toEqual([path, argumentsOf(text)]);
  }
});

test('English texts contain no Chinese, but for the name of the language', () => {
  for (const [path, text] of english) {
    if (path === 'language.zh-CN') continue;
    expect([path, /\p{Script=Han}/u.test(text)]).toEqual([path, false]);
  }
});

test.each(locales)('every error code reads well in %s', (locale) => {
  const t = createTranslator({ locale, messages: messagesOf(locale), namespace: 'errors' });
  for (const code of problemCodes) {
    expect(t.has(code)).toBe(true);
    const text = t(code, errorValues({}));
    expect(text).not.toMatch(/errors\.|[{}]/);
    expect(text.length).toBeGreaterThan(4);
  }
});

test('error texts use only facts that have a default', () => {
  for (const [path, text] of [...chinese, ...english]) {
    if (!path.startsWith('errors.')) continue;
    for (const name of argumentsOf(text)) expect(errorValueNames).toContain(name);
  }
});
