/** Query parameter of the log-in page: where to go afterwards. */
export const RETURN_TO = 'returnTo';

export function loginPath(path: string): string {
  return `/login?${RETURN_TO}=${encodeURIComponent(path)}`;
}

/** The sign-up, which leads on to where the log-in would have: someone invited may have no account yet. */
export function signUpPath(returnTo: string | string[] | undefined): string {
  const path = safeReturnPath(returnTo);
  return path ? `/signup?${RETURN_TO}=${encodeURIComponent(path)}` : '/signup';
}

/** A path of this site, or undefined: whatever a browser could read as another host's address is refused. */
export function safeReturnPath(value: string | string[] | undefined): string | undefined {
  if (typeof value !== 'string' || !/^\/(?![/\\])[^\\\s]*$/.test(value)) return undefined;
  const base = 'https://own.invalid';
  return URL.canParse(value, base) && new URL(value, base).origin === base ? value : undefined;
}
