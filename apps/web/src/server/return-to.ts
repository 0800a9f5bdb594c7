/** Query parameter of the log-in page: where to go afterwards. */
export const RETURN_TO = 'returnTo';

export function loginPath(path: string): string {
  return `/login?${RETURN_TO}=${encodeURIComponent(path)}`;
}

/** A path of this site, or undefined: whatever a browser could read as another host's address is refused. */
export function safeReturnPath(value: string | string[] | undefined): string | undefined {
  if (typeof value !== 'string' || !/^\/(?![/\\])[^\\\s]*$/.test(value)) return undefined;
  const base = 'https://own.invalid';
  return URL.canParse(value, base) && new URL(value, base).origin === base ? value : undefined;
}
