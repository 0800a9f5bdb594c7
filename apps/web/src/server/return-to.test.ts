import { expect, test } from 'vitest';
import { loginPath, safeReturnPath } from './return-to.ts';

test('a path of this site survives the way through the log-in', () => {
  const path = '/t/acme/contracts/7?tab=history&x=1';
  const query = new URL(loginPath(path), 'https://example.com').searchParams;
  expect(safeReturnPath(query.get('returnTo') ?? undefined)).toBe(path);
});

test('nothing leads to another site', () => {
  const attempts = [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    'evil',
    '',
  ];
  for (const attempt of attempts) expect([attempt, safeReturnPath(attempt)]).toEqual([attempt, undefined]);
  expect(safeReturnPath(['/a', '/b'])).toBeUndefined();
});
