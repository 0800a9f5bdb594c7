import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/routers/app-router.ts';

type Contracts = inferRouterOutputs<AppRouter>['contracts'];

/** One page of a list, and its rows. */
export type ContractListPage = Contracts['list'];
export type ContractListItem = ContractListPage['items'][number];
export type ContractCounts = Contracts['counts'];

/** Where a row leads: a draft one may edit opens in the editor. */
export function contractPath(slug: string, { id, can }: Pick<ContractListItem, 'id' | 'can'>): string {
  return `/t/${slug}/contracts/${id}${can.edit ? '/edit' : ''}`;
}
