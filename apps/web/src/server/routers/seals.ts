import { z } from 'zod';
import { listSeals, sealSchema } from '#server/core-package.ts';
import { procedure, router } from '../trpc.ts';

export const sealsRouter = router({
  list: procedure({
    permission: 'seal.view',
    openapi: { method: 'GET', path: '/seals', tags: ['seals'], summary: "The tenant's seals", protect: true },
  })
    .output(z.array(sealSchema))
    .query(({ ctx }) => listSeals(ctx.call)),
});
