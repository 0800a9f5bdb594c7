import { initTRPC } from '@trpc/server';
import { z } from 'zod';
import { actorFor, callContext } from './actor.ts';
import { getCore } from './core.ts';
import { asTrpcError, codedCause, problemOf } from './problem.ts';
import { isTenantPermission, type ProcedureMeta, type StoredMeta } from './procedure-meta.ts';
import type { RequestFacts } from './request-facts.ts';

export type RequestContext = { facts: RequestFacts };

/** For errors that tRPC raises before it knows of a request. */
const unknownRequest = {
  requestId: '00000000-0000-0000-0000-000000000000',
  locale: 'zh-CN',
  publicUrl: '',
} as const;

const t = initTRPC
  .context<RequestContext>()
  .meta<StoredMeta>()
  .create({
    isDev: false,
    errorFormatter: ({ shape, error, ctx }) => {
      const problem = problemOf(error, ctx?.facts ?? unknownRequest);
      return {
        ...shape,
        message: problem.detail,
        data: { code: shape.data.code, httpStatus: problem.status, path: shape.data.path, problem },
      };
    },
  });

export const router = t.router;

/** Lets coded errors keep their code on the way out; the rest is left for the formatter to hide. */
const codedErrors = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const coded = codedCause(result.error);
  if (coded) throw asTrpcError(coded);
  throw result.error;
});

/**
 * Starts a procedure. There is no other way to make one, so that none is without its permission and its place in the
 * API. The procedure's `ctx.call` is what core functions take: the core, who asks, and from where.
 */
export function procedure(meta: ProcedureMeta) {
  return t.procedure
    .meta(documented(meta))
    .use(codedErrors)
    .use(async ({ ctx, next }) => {
      const core = await getCore();
      const actor = await actorFor(core, ctx.facts, meta.permission);
      return next({ ctx: { call: callContext(core, actor, ctx.facts) } });
    });
}

/** Errors are documented as problems by openapi.ts; tenant-bound operations take the X-Tenant header. */
function documented(meta: ProcedureMeta): StoredMeta {
  const tenantHeader = z.object({
    'X-Tenant': z
      .string()
      .optional()
      .meta({ description: 'Slug of the tenant to act in; may be left out by members of one tenant only' }),
  });
  const invitationHeader = z.object({
    'X-Invitation': z
      .string()
      .optional()
      .meta({ description: 'Token of the invitation link, for outside signers' }),
  });
  const headers = isTenantPermission(meta.permission)
    ? { requestHeaders: tenantHeader }
    : meta.permission === 'participant'
      ? { requestHeaders: tenantHeader.extend(invitationHeader.shape) }
      : {};
  return { ...meta, openapi: { errorResponses: [], ...meta.openapi, ...headers } };
}

export const createCaller = t.createCallerFactory;
