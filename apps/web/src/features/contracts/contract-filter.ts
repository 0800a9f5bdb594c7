/** The states one can filter the list by, as the address and the API name them. */
export const contractFilters = [
  'draft',
  'in_progress',
  'completed',
  'withdrawn',
  'rejected',
  'expired',
] as const;

export type ContractFilter = (typeof contractFilters)[number];

/** The filter in the address, or undefined for all. */
export function parseFilter(value: string | string[] | undefined): ContractFilter | undefined {
  return contractFilters.find((filter) => filter === value);
}

export function listPath(slug: string, filter?: ContractFilter): string {
  return filter ? `/t/${slug}/contracts?state=${filter}` : `/t/${slug}/contracts`;
}
