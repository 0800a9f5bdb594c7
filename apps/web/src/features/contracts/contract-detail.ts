import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/routers/app-router.ts';

type Contracts = inferRouterOutputs<AppRouter>['contracts'];

/** One contract, as the API gives it. */
export type ContractDetail = Contracts['get'];
export type Participant = ContractDetail['participants'][number];
export type Control = ContractDetail['controls'][number];
export type Signature = ContractDetail['signatures'][number];
export type ContractEvent = ContractDetail['events'][number];

/** A party's name as others know it: the enterprise, or the person. */
export const nameOf = (party: Pick<Participant, 'name' | 'organization'>): string =>
  party.organization ?? party.name;
