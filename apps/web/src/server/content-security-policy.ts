/** SHA-256 of the style element that the toast library (sonner) adds to the page; a test compares it with the package. */
export const TOAST_STYLE_HASH = 'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY=';

/** The toast library adds its style element while it is still empty. */
const EMPTY_STYLE_HASH = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

/**
 * The Content-Security-Policy of pages (CSP Level 3): scripts by nonce only, nothing from other hosts, no framing.
 * Style attributes are allowed, style elements need the nonce: an attribute cannot read the page by selectors.
 */
export function contentSecurityPolicy(input: { nonce: string; development: boolean }): string {
  const { nonce, development } = input;
  const directives: Record<string, string[]> = {
    'default-src': ["'self'"],
    // React rebuilds stacks with eval in development, and only there.
    'script-src': [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...(development ? ["'unsafe-eval'"] : []),
    ],
    // Hot reloading adds style elements of its own; a nonce beside 'unsafe-inline' would switch the latter off.
    'style-src': development
      ? ["'self'", "'unsafe-inline'"]
      : ["'self'", `'nonce-${nonce}'`, `'${TOAST_STYLE_HASH}'`, `'${EMPTY_STYLE_HASH}'`],
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'blob:', 'data:'],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'"],
    'worker-src': ["'self'", 'blob:'],
    'frame-src': ["'none'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}
