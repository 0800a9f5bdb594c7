import type { ContractView } from '@chopmark/core';
import type { ApiClient } from '#client/api-client.ts';
import type { ContractCounts, ContractListItem } from '#features/contracts/contract-list-item.ts';

/** The lists of the home page, in the order of their urgency. */
export const homeViews = [
  'awaiting_me',
  'expiring',
  'awaiting_others',
  'completed',
] as const satisfies readonly ContractView[];

export type HomeView = (typeof homeViews)[number];

/** How many rows of each list the home page shows; the rest is a click away. */
export const HOME_ROWS = 5;

export type HomeData = { counts: ContractCounts; lists: Record<HomeView, ContractListItem[]> };

/** The client's procedures or the server's, as the home page needs them. */
type Reads = {
  counts: () => Promise<ContractCounts>;
  list: (input: { view: HomeView; limit: number }) => Promise<{ items: ContractListItem[] }>;
};

/** Counts and lists, asked for side by side; over the wire they travel in one request. */
export async function readHome({ counts, list }: Reads): Promise<HomeData> {
  const rows = async (view: HomeView) => (await list({ view, limit: HOME_ROWS })).items;
  const [now, awaiting_me, expiring, awaiting_others, completed] = await Promise.all([
    counts(),
    rows('awaiting_me'),
    rows('expiring'),
    rows('awaiting_others'),
    rows('completed'),
  ]);
  return { counts: now, lists: { awaiting_me, expiring, awaiting_others, completed } };
}

export const readHomeByClient = (api: ApiClient) =>
  readHome({
    counts: () => api.contracts.counts.query(),
    list: (input) => api.contracts.list.query(input),
  });
