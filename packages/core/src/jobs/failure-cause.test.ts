import { NonRetriableError } from 'inngest';
import { expect, test } from 'vitest';
import { CoreError } from '../errors.ts';
import { causeOf, coded } from './failure-cause.ts';

const thrown = async (error: unknown): Promise<Error> => {
  try {
    await coded(async () => {
      throw error;
    });
  } catch (caught) {
    if (caught instanceof Error) return caught;
  }
  throw new Error('nothing was thrown');
};

test('an error that trying again cannot cure ends the job, and keeps its code', async () => {
  const error = await thrown(new CoreError('DOCUMENTS_CHANGED', 'changed\nin two lines'));
  expect(error).toBeInstanceOf(NonRetriableError);
  expect(causeOf(error)).toEqual({ code: 'DOCUMENTS_CHANGED', message: 'changed\nin two lines' });
});

test.each([
  ['that says so', new CoreError('CONFLICT', 'busy', { retryable: true }), 'CONFLICT'],
  ['of a provider that does not answer', new CoreError('PROVIDER_FAILED', 'down'), 'PROVIDER_FAILED'],
  ['nobody foresaw', new TypeError('x is undefined'), 'INTERNAL'],
  ['of the operating system', Object.assign(new Error('no file'), { code: 'ENOENT' }), 'INTERNAL'],
  ['of the database', Object.assign(new Error('gone'), { code: 'P2025' }), 'INTERNAL'],
  ['of ours within the rest', new CoreError('INTERNAL', 'odd'), 'INTERNAL'],
])('an error %s is tried again', async (_what, error, code) => {
  const caught = await thrown(error);
  expect(caught).not.toBeInstanceOf(NonRetriableError);
  expect(causeOf(caught).code).toBe(code);
});

test('an error wrapped on its way between threads counts as what it is', async () => {
  const cause = Object.assign(new Error('no such field'), { code: 'FIELD_MISSING', retryable: false });
  const error = await thrown(new CoreError('INTERNAL', 'no such field', { cause }));
  expect(error).toBeInstanceOf(NonRetriableError);
  expect(causeOf(error).code).toBe('FIELD_MISSING');
});

test('a message without a code is INTERNAL', () => {
  expect(causeOf({ message: 'socket hang up' })).toEqual({ code: 'INTERNAL', message: 'socket hang up' });
});
