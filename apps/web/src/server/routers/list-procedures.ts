import type { ProcedureMeta, StoredMeta } from '../procedure-meta.ts';
import { appRouter } from './app-router.ts';

export type ListedProcedure = {
  path: string;
  type: 'query' | 'mutation' | 'subscription';
  meta: ProcedureMeta;
};

/** At run time the router keeps its procedures flat, by dotted path; its type keeps them nested. */
type FlatProcedures = Record<string, { _def: { type: ListedProcedure['type']; meta?: StoredMeta } }>;

/**
 * Every procedure of the router with its metadata.
 * @throws Error for a procedure without a permission or without its place in the API
 */
export function listProcedures(): ListedProcedure[] {
  const procedures = appRouter._def.procedures as unknown as FlatProcedures;
  return Object.entries(procedures).map(([path, { _def }]) => ({
    path,
    type: _def.type,
    meta: requireMeta(path, _def.meta),
  }));
}

function requireMeta(path: string, meta: StoredMeta | undefined): ProcedureMeta {
  const [tag, ...tags] = meta?.openapi?.tags ?? [];
  if (
    !meta?.permission ||
    !meta.openapi?.summary ||
    tag === undefined ||
    meta.openapi.protect === undefined
  ) {
    throw new Error(`procedure ${path} does not say who may call it and where it stands in the API`);
  }
  const { method, path: address, summary, protect } = meta.openapi;
  return {
    permission: meta.permission,
    openapi: { method, path: address, tags: [tag, ...tags], summary, protect },
  };
}
