import { me, meOutput, myTenants, myTenantsOutput } from '#server/core-package.ts';
import { procedure, router } from '../trpc.ts';

const tags: [string] = ['me'];

export const meRouter = router({
  get: procedure({
    permission: 'account',
    openapi: { method: 'GET', path: '/me', tags, summary: 'Who is logged in', protect: true },
  })
    .output(meOutput)
    .query(({ ctx }) => me(ctx.call)),

  tenants: procedure({
    permission: 'account',
    openapi: {
      method: 'GET',
      path: '/me/tenants',
      tags,
      summary: 'The tenants one is a member of',
      protect: true,
    },
  })
    .output(myTenantsOutput)
    .query(({ ctx }) => myTenants(ctx.call)),
});
