import type { ContractView } from '@chopmark/core';

/** The lists one works from, in the order of their tabs; `all` comes first and is what the bare address shows. */
export const contractViews = [
  'all',
  'awaiting_me',
  'awaiting_others',
  'expiring',
  'drafts',
  'completed',
  'ended',
] as const satisfies readonly ContractView[];

export type ListAddress = { view: ContractView; q: string };

type Query = Record<string, string | string[] | undefined>;

/** The view and the text in an address; what it doesn't know it reads as nothing. */
export function parseListAddress({ view, q }: Query): ListAddress {
  return {
    view: contractViews.find((each) => each === view) ?? 'all',
    q: typeof q === 'string' ? q.trim().slice(0, 100) : '',
  };
}

export function listPath(slug: string, { view = 'all', q = '' }: Partial<ListAddress> = {}): string {
  const query = new URLSearchParams({
    ...(view === 'all' ? {} : { view }),
    ...(q.trim() === '' ? {} : { q: q.trim() }),
  });
  return `/t/${slug}/contracts${query.size > 0 ? `?${query}` : ''}`;
}
