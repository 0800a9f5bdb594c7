import { headers } from 'next/headers';
import { cache } from 'react';
import { requestFacts } from './request-facts.ts';
import { appRouter } from './routers/app-router.ts';
import { createCaller } from './trpc.ts';

const callerOf = createCaller(appRouter);

const factsOfPage = cache(async () => requestFacts(await headers()));

/**
 * The procedures for server components: the same parsing and authorisation as over the wire, without the wire.
 * @param scope the tenant of a /t/[slug] page, or the token of a /sign/[token] page
 */
export async function serverApi(scope: { tenantSlug?: string; invitation?: string } = {}) {
  const facts = { ...(await factsOfPage()), ...scope };
  return callerOf({ facts });
}
