export const themes = ['system', 'light', 'dark'] as const;

export type Theme = (typeof themes)[number];

export const themeCookie = 'theme';

/** `collapsed` when the person folded the side bar away. */
export const sidebarCookie = 'sidebar';

export function isTheme(value: string | undefined): value is Theme {
  return themes.some((theme) => theme === value);
}

/** Slug of the tenant the person was in last. */
export const lastTenantCookie = 'tenant';
