import type { Context } from '@chopmark/core';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import type { ProcedureMeta } from '../procedure-meta.ts';

export type RouteParams = Record<string, string>;

/** What a hand-written route gets: who asks, the request (its body already limited) and the parts of its path. */
export type FileRouteInput = { call: Context; request: Request; params: RouteParams };

/**
 * A route that takes or gives files, which procedures cannot. It has the same metadata, the same authorisation, the
 * same errors and a place in the same OpenAPI document.
 */
export type FileRoute = {
  /** A route with a content type answers only requests that carry it; others of the same path go to the procedure. */
  contentType?: string;
  meta: ProcedureMeta;
  /** Largest body in bytes. */
  bodyLimit: number;
  operation: Pick<ZodOpenApiOperationObject, 'requestBody' | 'requestParams' | 'responses'>;
  handle(input: FileRouteInput): Promise<Response>;
};

export type FoundRoute = { route: FileRoute; params: RouteParams };

/** The hand-written route for a request, if one matches method, path and content type. */
export function findFileRoute(
  routes: readonly FileRoute[],
  request: { method: string; path: string; contentType: string | null },
): FoundRoute | undefined {
  for (const route of routes) {
    if (route.meta.openapi.method !== request.method) continue;
    if (route.contentType && !request.contentType?.toLowerCase().startsWith(route.contentType)) continue;
    const params = matchPath(route.meta.openapi.path, request.path);
    if (params) return { route, params };
  }
  return undefined;
}

/** `/a/{id}` against `/a/7` → `{ id: '7' }`; undefined when it doesn't match. */
export function matchPath(template: string, path: string): RouteParams | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: RouteParams = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = part.match(/^\{(.+)\}$/)?.[1];
    if (name === undefined ? part !== value : value === '') return undefined;
    if (name !== undefined) params[name] = decodeURIComponent(value);
  }
  return params;
}
