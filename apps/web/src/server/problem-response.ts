import { getLog } from './core.ts';
import { codedCause, type Problem, problemOf } from './problem.ts';
import type { RequestFacts } from './request-facts.ts';

/** Answers with a problem; what nobody foresaw is logged under the request's ID and told to nobody. */
export function problemResponse(
  error: unknown,
  facts: RequestFacts,
  headers: Record<string, string> = {},
): Response {
  const problem = problemOf(error, facts);
  if (problem.status >= 500 && !codedCause(error)) {
    getLog().error({ err: error, requestId: facts.requestId }, 'a request failed');
  }
  return sendProblem(problem, headers);
}

export function sendProblem(problem: Problem, headers: Record<string, string> = {}): Response {
  return Response.json(problem, {
    status: problem.status,
    headers: { ...headers, 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
  });
}
