import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/routers/app-router.ts';

type Outputs = inferRouterOutputs<AppRouter>;

export type TenantPage = Outputs['operator']['tenants'];
export type TenantListItem = TenantPage['items'][number];
export type TenantDetail = Outputs['operator']['tenant'];
export type CatalogueEntry = Outputs['operator']['catalogue'][number];
