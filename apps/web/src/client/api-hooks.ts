'use client';

import {
  type QueryKey,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { errorValues } from '#i18n/error-values.ts';
import type { ApiClient } from './api-client.ts';
import { problemIn } from './api-error.ts';
import { useApi } from './api-provider.tsx';

type QueryOptions<Data> = Omit<UseQueryOptions<Data>, 'queryKey' | 'queryFn'>;

/**
 * Reads by one procedure.
 * @example useApiQuery(['contracts', id], (api) => api.contracts.get.query({ contractId: id }), { initialData })
 */
export function useApiQuery<Data>(
  key: QueryKey,
  read: (client: ApiClient) => Promise<Data>,
  options: QueryOptions<Data> = {},
): UseQueryResult<Data> {
  const { client } = useApi();
  return useQuery<Data>({ ...options, queryKey: key, queryFn: () => read(client) });
}

export type ApiMutationOptions<Data, Input> = {
  /** Keys (or beginnings of keys) of what this act changes. */
  invalidates?: QueryKey[];
  onSuccess?: (data: Data, input: Input) => void | Promise<void>;
  onError?: (error: unknown, input: Input) => void;
};

/**
 * Acts by one procedure and reads anew what it changed.
 * @example useApiMutation((api, input: { contractId: string }) => api.contracts.send.mutate(input), { invalidates: [['contracts']] })
 */
export function useApiMutation<Data, Input = void>(
  act: (client: ApiClient, input: Input) => Promise<Data>,
  options: ApiMutationOptions<Data, Input> = {},
): UseMutationResult<Data, Error, Input> {
  const { client } = useApi();
  const queries = useQueryClient();
  return useMutation<Data, Error, Input>({
    mutationFn: (input) => act(client, input),
    onSuccess: async (data, input) => {
      await Promise.all(
        (options.invalidates ?? []).map((queryKey) => queries.invalidateQueries({ queryKey })),
      );
      await options.onSuccess?.(data, input);
    },
    onError: (error, input) => options.onError?.(error, input),
  });
}

/** Any error in words, in the person's language: what went wrong and what to do. */
export function useErrorText(): (error: unknown) => string {
  const t = useTranslations('errors');
  const textOf = useCodeText();
  return useCallback(
    (error) => {
      const problem = problemIn(error);
      return problem
        ? textOf(problem.code, { params: problem.params, fallback: problem.detail })
        : t('NETWORK');
    },
    [t, textOf],
  );
}

type CodeTextOptions = { params?: Record<string, string | number>; fallback?: string };

/** An error code in words, e.g. the cause of a failed job; the fallback (or a general text) where the code is new to us. */
export function useCodeText(): (code: string, options?: CodeTextOptions) => string {
  const t = useTranslations('errors');
  return useCallback(
    (code, { params = {}, fallback } = {}) =>
      isKnown(t, code) ? t(code, errorValues(params)) : (fallback ?? t('INTERNAL')),
    [t],
  );
}

type ErrorTranslator = ReturnType<typeof useTranslations<'errors'>>;
type ErrorKey = Parameters<ErrorTranslator['has']>[0];

function isKnown(t: ErrorTranslator, code: string): code is ErrorKey {
  return t.has(code as ErrorKey);
}
