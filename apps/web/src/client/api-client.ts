import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '#server/routers/app-router.ts';

export type ApiClient = TRPCClient<AppRouter>;

/** In whose name a page talks to the server, beside the log-in cookie. */
export type ApiScope = {
  /** Slug of the tenant of a /t/[slug] page. */
  tenant?: string | undefined;
  /** Token of a /sign/[token] page. */
  invitation?: string | undefined;
};

/** Headers of every request of a scope, tRPC's and file routes' alike. */
export function scopeHeaders(scope: ApiScope): Record<string, string> {
  return {
    ...(scope.tenant ? { 'X-Tenant': scope.tenant } : {}),
    ...(scope.invitation ? { 'X-Invitation': scope.invitation } : {}),
  };
}

export function createApiClient(scope: ApiScope): ApiClient {
  return createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: '/api/trpc', headers: scopeHeaders(scope), maxURLLength: 4000 })],
  });
}
