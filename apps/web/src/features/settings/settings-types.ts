import type { inferRouterOutputs } from '@trpc/server';
import type { ApiClient } from '#client/api-client.ts';
import type { AppRouter } from '#server/routers/app-router.ts';

type Outputs = inferRouterOutputs<AppRouter>;

export type TenantSettings = Outputs['settings']['enterprise'];
export type SignatureLevel = TenantSettings['policy']['level'];
export type SignerAlgorithm = TenantSettings['policy']['algorithm'];
export type AlgorithmChoice = Outputs['settings']['algorithms'][number];
export type ProviderKind = Outputs['settings']['providers'][number];
export type Provider = ProviderKind['providers'][number];
export type ProviderTestResult = Outputs['settings']['testProvider'];

/** Tries the provider in use, or one of several. */
export type TestOfProvider = (api: ApiClient, providerId?: string) => Promise<ProviderTestResult>;

/** From what proves least to what proves longest. */
export const signatureLevels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const satisfies readonly SignatureLevel[];
