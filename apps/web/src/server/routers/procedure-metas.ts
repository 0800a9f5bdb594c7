import type { ProcedureMeta } from '../procedure-meta.ts';
import { appRouter } from './app-router.ts';

/** Every procedure of the router with its metadata, by its dotted path. */
export function procedureMetas(): { path: string; meta: ProcedureMeta }[] {
  return Object.entries(appRouter._def.procedures).map(([path, procedure]) => {
    const meta: ProcedureMeta | undefined = procedure._def.meta;
    if (!meta) throw new Error(`procedure ${path} has no metadata`);
    return { path, meta };
  });
}
