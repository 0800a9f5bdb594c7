import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/routers/app-router.ts';

type Outputs = inferRouterOutputs<AppRouter>;

export type TenantSettings = Outputs['settings']['enterprise'];
export type ProviderKind = Outputs['settings']['providers'][number];
export type Provider = ProviderKind['providers'][number];
export type ProviderTestResult = Outputs['settings']['testProvider'];
