import { CoreError, coreErrorCodes } from '@chopmark/core';
import { TRPCError } from '@trpc/server';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { asTrpcError, codedCause, problemOf, problemSchema } from './problem.ts';
import { WebError, webErrorCodes } from './web-error.ts';

const request = {
  requestId: '4f0e8a52-0000-4000-8000-000000000001',
  locale: 'en',
  publicUrl: 'https://sign.example.com',
} as const;

test('a refusal of core keeps its code, status and facts, and is said in the language of the request', () => {
  const error = new CoreError('FILE_TOO_LARGE', 'internal words', {
    params: { maxMegabytes: 50 },
    field: 'file',
  });
  expect(problemOf(error, request)).toEqual({
    type: 'https://sign.example.com/problems/FILE_TOO_LARGE',
    title: 'The request was refused',
    status: 413,
    detail: 'The file is larger than 50 MB. Make it smaller or split it.',
    instance: 'urn:uuid:4f0e8a52-0000-4000-8000-000000000001',
    code: 'FILE_TOO_LARGE',
    retryable: false,
    params: { maxMegabytes: 50 },
    field: 'file',
  });
  expect(problemOf(error, { ...request, locale: 'zh-CN' }).detail).toContain('50 MB');
});

test('every code becomes a complete problem, through tRPC as well as directly', () => {
  const errors = [
    ...coreErrorCodes.map((code) => new CoreError(code, 'x')),
    ...webErrorCodes.map((code) => new WebError(code, 'x')),
  ];
  for (const error of errors) {
    const direct = problemOf(error, request);
    expect(problemSchema.parse(direct)).toEqual(direct);
    expect(direct.status).toBe(error.status);
    expect(problemOf(asTrpcError(error), request)).toEqual(direct);
  }
});

test('what nobody foresaw tells nothing of itself', () => {
  for (const error of [new Error('password of the database is hunter2'), 'oops', undefined]) {
    const problem = problemOf(error, request);
    expect([problem.code, problem.status]).toEqual(['INTERNAL', 500]);
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  }
  const failed = new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: new Error('hunter2') });
  expect(problemOf(failed, request).code).toBe('INTERNAL');
  expect(codedCause(failed)).toBeUndefined();
});

test('faults of the input are listed by JSON pointer', () => {
  const schema = z.object({ parties: z.array(z.object({ 'a/b': z.string() })) });
  const cause = schema.safeParse({ parties: [{ 'a/b': 7 }] }).error;
  const problem = problemOf(new TRPCError({ code: 'BAD_REQUEST', cause }), request);
  expect([problem.code, problem.status, problem.field]).toEqual(['INVALID_INPUT', 400, 'parties']);
  expect(problem.errors?.[0]?.pointer).toBe('#/parties/0/a~1b');
});

test('an answer of ours that breaks its own schema is our fault, not the input', () => {
  const cause = z.string().safeParse(7).error;
  const broken = new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'Output validation failed', cause });
  expect(problemOf(broken, request)).toMatchObject({ code: 'INTERNAL', status: 500 });
});

test('an unknown procedure, a broken body and a wrong content type are told apart', () => {
  const codeOf = (code: TRPCError['code']) => problemOf(new TRPCError({ code }), request).code;
  expect(codeOf('NOT_FOUND')).toBe('NOT_FOUND');
  expect(codeOf('PARSE_ERROR')).toBe('BODY_INVALID');
  expect(codeOf('UNSUPPORTED_MEDIA_TYPE')).toBe('MEDIA_TYPE_UNSUPPORTED');
  expect(codeOf('METHOD_NOT_SUPPORTED')).toBe('METHOD_NOT_ALLOWED');
});
