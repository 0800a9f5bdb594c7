import { generateOpenApiDocument, type OpenApiMethod, type SecuritySchemeObject } from 'trpc-to-openapi';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { problemSchema } from '../problem.ts';
import type { Access } from '../procedure-meta.ts';
import { appRouter } from '../routers/app-router.ts';
import { listProcedures } from '../routers/list-procedures.ts';
import { fileRoutes } from './file-routes.ts';

type OpenApiDocument = ReturnType<typeof generateOpenApiDocument>;

const METHOD_KEYS = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const;

const securitySchemes: Record<string, SecuritySchemeObject> = {
  bearer: { type: 'http', scheme: 'bearer', description: 'The token that POST /auth/sessions gives' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'chopmark-session',
    description: 'The log-in cookie of the site',
  },
  invitation: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Invitation',
    description: 'The token of an invitation link',
  },
};

/** The OpenAPI 3.1 document of /api/v1: procedures and file routes alike, every error a problem. */
export function openApiDocument(publicUrl: string): OpenApiDocument {
  const document = generateOpenApiDocument(appRouter, {
    title: 'Chopmark API',
    description: 'Electronic contracts: drawn up, sent, signed and verified. Errors are RFC 9457 problems.',
    version: '1.0.0',
    baseUrl: `${publicUrl}/api/v1`,
    openApiVersion: '3.1.0',
    securitySchemes,
    defs: { Problem: problemSchema },
    paths: fileRoutePaths(),
  });
  return withProblems(document);
}

function fileRoutePaths(): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const { meta, operation } of fileRoutes) {
    const { path, method, summary, description, tags } = meta.openapi;
    paths[path] = {
      ...paths[path],
      [METHOD_KEYS[method]]: { summary, tags, ...(description ? { description } : {}), ...operation },
    };
  }
  return paths;
}

/** Adds what trpc-to-openapi cannot know: our errors, and who may call what. */
function withProblems(document: OpenApiDocument): OpenApiDocument {
  const metas = [...listProcedures(), ...fileRoutes].map(({ meta }) => meta);
  for (const { permission, openapi } of metas) {
    const operation = document.paths?.[openapi.path]?.[methodKey(openapi.method)];
    if (!operation) throw new Error(`${openapi.method} ${openapi.path} is missing from the OpenAPI document`);
    const security = securityOf(permission);
    if (security.length > 0) operation.security = security;
    operation.responses = { ...operation.responses, default: { $ref: '#/components/responses/Problem' } };
    Object.assign(operation, { 'x-permission': permission });
  }
  const problem = {
    description: 'A problem (RFC 9457): `code` is stable; `title` and `detail` are in the language asked for',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  return { ...document, components: { ...document.components, responses: { Problem: problem } } };
}

function methodKey(method: OpenApiMethod) {
  return METHOD_KEYS[method];
}

function securityOf(access: Access): Record<string, string[]>[] {
  if (access === 'anonymous') return [];
  const account = [{ bearer: [] }, { session: [] }];
  return access === 'participant' ? [{ invitation: [] }, ...account] : account;
}
