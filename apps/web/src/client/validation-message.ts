import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

/** What a schema's own check may say: `refine(…, { params: { says: 'characters' } })`. */
const own = ['characters', 'creditCodeLength', 'creditCodeCharacters', 'creditCodeCheck'] as const;

export type OwnMessage = (typeof own)[number];

export type ValidationMessage = {
  key: 'required' | 'email' | 'code' | 'tooShort' | 'tooLong' | 'exactLength' | 'invalid' | OwnMessage;
  values: Record<string, number>;
};

/** Which of our messages says what zod found wrong. */
export function validationMessage(issue: Issue): ValidationMessage {
  const input = issue.input;
  if (input === undefined || input === null || input === '') return { key: 'required', values: {} };
  if (issue.code === 'invalid_format' && issue.format === 'email') return { key: 'email', values: {} };
  if (issue.code === 'invalid_format' && issue.format === 'regex') return { key: 'code', values: {} };
  if (issue.code === 'too_small' && issue.origin === 'string') {
    const key = issue.exact ? 'exactLength' : 'tooShort';
    return { key, values: { length: Number(issue.minimum) } };
  }
  if (issue.code === 'too_big' && issue.origin === 'string') {
    const key = issue.exact ? 'exactLength' : 'tooLong';
    return { key, values: { length: Number(issue.maximum) } };
  }
  if (issue.code === 'custom') {
    const key = own.find((each) => each === issue.params?.says);
    if (key) return { key, values: {} };
  }
  return { key: 'invalid', values: {} };
}
