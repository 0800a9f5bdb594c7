'use client';

import { createContext, type ReactNode, useContext } from 'react';

const NonceContext = createContext<string | undefined>(undefined);

/**
 * The page's CSP nonce, for the few components that add a style element of their own. Libraries that lock scrolling
 * read `__webpack_nonce__`, whatever the bundler.
 */
export function NonceProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  if (typeof window !== 'undefined' && nonce) Object.assign(window, { __webpack_nonce__: nonce });
  return <NonceContext value={nonce}>{children}</NonceContext>;
}

export function useNonce(): string | undefined {
  return useContext(NonceContext);
}
