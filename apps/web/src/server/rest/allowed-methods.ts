import { listProcedures } from '../routers/list-procedures.ts';
import { matchPath } from './file-route.ts';
import { fileRoutes } from './file-routes.ts';

/** The methods a REST path answers to; none when there is no such path. */
export function allowedMethods(path: string): string[] {
  const operations = [
    ...listProcedures().map(({ meta }) => meta.openapi),
    ...fileRoutes.map(({ meta }) => meta.openapi),
  ];
  const methods = operations
    .filter((operation) => matchPath(operation.path, path) !== undefined)
    .map((operation) => operation.method);
  return [...new Set(methods)].sort();
}
