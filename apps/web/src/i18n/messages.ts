import en from '../../messages/en.json';
import zhCN from '../../messages/zh-CN.json';
import type { Locale } from './locale.ts';

export type Messages = typeof zhCN;

const catalogue: Record<Locale, Messages> = { 'zh-CN': zhCN, en };

export function messagesOf(locale: Locale): Messages {
  return catalogue[locale];
}
