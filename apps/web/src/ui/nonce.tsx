'use client';

import { createContext, type ReactNode, useContext, useState } from 'react';

const NonceContext = createContext<string | undefined>(undefined);

/**
 * The page's CSP nonce, for the few components that add a style element of their own. It is the nonce of the document:
 * later renders by the server come with nonces of their own, which the document's policy doesn't know.
 */
export function NonceProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [documentNonce] = useState(() => {
    // Libraries that lock scrolling read this name, whatever the bundler.
    if (typeof window !== 'undefined' && nonce) Object.assign(window, { __webpack_nonce__: nonce });
    return nonce;
  });
  return <NonceContext value={documentNonce}>{children}</NonceContext>;
}

export function useNonce(): string | undefined {
  return useContext(NonceContext);
}
