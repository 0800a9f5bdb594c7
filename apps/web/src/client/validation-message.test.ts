import { expect, test } from 'vitest';
import { z } from 'zod';
import { type ValidationMessage, validationMessage } from './validation-message.ts';

function messageFor(schema: z.ZodType, input: unknown): ValidationMessage | undefined {
  const { error } = schema.safeParse(input, { error: (issue) => JSON.stringify(validationMessage(issue)) });
  return error?.issues[0] && JSON.parse(error.issues[0].message);
}

test('an empty field is asked for, whatever rule it breaks', () => {
  expect(messageFor(z.email(), '')).toEqual({ key: 'required', values: {} });
  expect(messageFor(z.string().min(3), '')).toEqual({ key: 'required', values: {} });
  expect(messageFor(z.string(), undefined)).toEqual({ key: 'required', values: {} });
});

test('lengths are said with their number', () => {
  expect(messageFor(z.string().min(10), 'short')).toEqual({ key: 'tooShort', values: { length: 10 } });
  expect(messageFor(z.string().max(3), 'longer')).toEqual({ key: 'tooLong', values: { length: 3 } });
  expect(messageFor(z.string().length(18), '9133')).toEqual({ key: 'exactLength', values: { length: 18 } });
});

test('a wrong address and a wrong code have messages of their own', () => {
  expect(messageFor(z.email(), 'nobody')?.key).toBe('email');
  expect(messageFor(z.string().regex(/^\d{6}$/), '12a456')?.key).toBe('code');
});

test('a schema may name the message of its own check', () => {
  const schema = z.string().refine((text) => text !== 'x', { params: { says: 'characters' } });
  expect(messageFor(schema, 'x')).toEqual({ key: 'characters', values: {} });
  const nameless = z.string().refine((text) => text !== 'x', { params: { says: 'nothing we know' } });
  expect(messageFor(nameless, 'x')?.key).toBe('invalid');
});
