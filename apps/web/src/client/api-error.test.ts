import { TRPCClientError } from '@trpc/client';
import { expect, test } from 'vitest';
import type { Problem } from '#server/problem.ts';
import { hasCode, mayRetry, ProblemError, problemIn } from './api-error.ts';

const problem: Problem = {
  type: 'http://localhost/problems/NOT_YOUR_TURN',
  title: 'Refused',
  status: 409,
  detail: 'Another party signs first.',
  instance: 'urn:uuid:00000000-0000-0000-0000-000000000000',
  code: 'NOT_YOUR_TURN',
  retryable: false,
  params: {},
};

test('finds the problem in the errors of both clients', () => {
  const fromTrpc = TRPCClientError.from({ error: { code: -32009, message: 'x', data: { problem } } });
  expect(problemIn(fromTrpc)).toEqual(problem);
  expect(problemIn(new ProblemError(problem))).toEqual(problem);
  expect(hasCode(fromTrpc, 'NOT_FOUND', 'NOT_YOUR_TURN')).toBe(true);
});

test('a lost connection is no problem, and worth another try; a refusal is not', () => {
  const lost = TRPCClientError.from(new TypeError('Failed to fetch'));
  expect(problemIn(lost)).toBeUndefined();
  expect(mayRetry(lost)).toBe(true);
  expect(mayRetry(new ProblemError(problem))).toBe(false);
});
