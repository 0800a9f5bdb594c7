/** The cookies of a Cookie header (RFC 6265 §4.2); of two with one name the first, more specific one counts. */
export function parseCookies(header: string | null): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const split = pair.indexOf('=');
    if (split < 0) continue;
    const name = pair.slice(0, split).trim();
    if (!cookies.has(name)) cookies.set(name, decode(pair.slice(split + 1).trim()));
  }
  return cookies;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
