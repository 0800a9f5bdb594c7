'use client';

import type { Theme } from './preference-cookies.ts';
import { chooseTheme } from './preferences.ts';

/** The page changes at once; the choice is remembered behind it. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  void chooseTheme(theme);
}
