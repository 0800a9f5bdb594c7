'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type ApiClient, type ApiScope, createApiClient } from './api-client.ts';
import { mayRetry } from './api-error.ts';

export type Api = { client: ApiClient; scope: ApiScope };

const ApiContext = createContext<Api | null>(null);

/**
 * Talks to the server in one scope: put one around anonymous pages, one around each tenant's, one around a signing
 * page. Each has a cache of its own, so that nothing of one tenant shows up in another.
 */
export function ApiProvider({ tenant, invitation, children }: ApiScope & { children: ReactNode }) {
  const api = useMemo(() => {
    const scope: ApiScope = { tenant, invitation };
    return { client: createApiClient(scope), scope };
  }, [tenant, invitation]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new scope must not read the old one's cache
  const queries = useMemo(newQueryClient, [api]);
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </ApiContext>
  );
}

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('useApi needs an <ApiProvider> above it');
  return api;
}

function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 15_000, retry: (failures, error) => failures < 2 && mayRetry(error) },
      mutations: { retry: false },
    },
  });
}
