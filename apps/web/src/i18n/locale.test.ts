import { expect, test } from 'vitest';
import { defaultTimeZone, knownTimeZone, negotiateLocale } from './locale.ts';

test('the chosen language wins over what the browser asks for', () => {
  expect(negotiateLocale('en', 'zh-CN,zh;q=0.9')).toBe('en');
});

test('an unknown choice is ignored', () => {
  expect(negotiateLocale('klingon', 'en-GB')).toBe('en');
});

test('weights decide, whatever the order', () => {
  expect(negotiateLocale(undefined, 'en;q=0.4, zh-TW;q=0.8')).toBe('zh-CN');
  expect(negotiateLocale(undefined, 'fr-FR, en;q=0.3')).toBe('en');
});

test('a language refused with weight zero is not served', () => {
  expect(negotiateLocale(undefined, 'en;q=0')).toBe('zh-CN');
});

test('Chinese is the default', () => {
  expect(negotiateLocale(undefined, null)).toBe('zh-CN');
  expect(negotiateLocale(undefined, 'fr-FR, de;q=0.5')).toBe('zh-CN');
});

test('a time zone no runtime knows falls back', () => {
  expect(knownTimeZone('Europe/Paris')).toBe('Europe/Paris');
  expect(knownTimeZone('Mars/Olympus')).toBe(defaultTimeZone);
  expect(knownTimeZone(undefined)).toBe(defaultTimeZone);
});
