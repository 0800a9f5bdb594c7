import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { logInWithPassword } from './accounts.ts';
import { sweepLogInCounts } from './log-in-limit.ts';

let t: TestCore;
let tenant: TestTenant;

beforeAll(async () => {
  t = await testCore();
  tenant = await t.openTenant({ email: 'wang@example.com' });
});
afterAll(() => t.close());

const MINUTE = 60_000;
const logIn = (email: string, password: string) => logInWithPassword(t.anonymous, { email, password });
const guess = (email: string) =>
  logIn(email, 'not the password').then(
    () => 'let in',
    (error) => error.code,
  );
const guesses = async (email: string, count: number) => {
  const answers: string[] = [];
  for (let n = 0; n < count; n++) answers.push(await guess(email));
  return answers;
};

test.each(['wang@example.com', 'nobody@example.com'])(
  'ten wrong passwords for %s, known or not, are the last for a quarter of an hour',
  async (email) => {
    expect(await guesses(email, 12)).toEqual([
      ...Array(10).fill('LOGIN_FAILED'),
      'RATE_LIMITED',
      'RATE_LIMITED',
    ]);
    t.clock.advance(5 * MINUTE);
    await expect(logIn(email, tenant.password)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      status: 429,
      params: { minutes: 10 },
    });
    t.clock.advance(10 * MINUTE);
    expect(await guess(email)).toBe('LOGIN_FAILED');
  },
);

test('guesses side by side count each', async () => {
  const answers = await Promise.all(Array.from({ length: 14 }, () => guess('parallel@example.com')));
  expect(answers.filter((code) => code === 'LOGIN_FAILED')).toHaveLength(10);
  expect(answers.filter((code) => code === 'RATE_LIMITED')).toHaveLength(4);
});

test('a log-in that succeeds wipes the failures before it away; one address does not lock another', async () => {
  await guesses('wang@example.com', 8);
  await expect(logIn('Wang@example.com'.toLowerCase(), tenant.password)).resolves.toBeDefined();
  expect(await guesses('wang@example.com', 10)).not.toContain('RATE_LIMITED');
  expect(await guess('wang@example.com')).toBe('RATE_LIMITED');
  const other = await t.openTenant();
  await expect(logIn(other.email, other.password)).resolves.toBeDefined();
});

test('counts hold no address, and are swept out when their time is over', async () => {
  await guess('secret.name@example.com');
  const rows = await t.admin.loginAttempt.findMany();
  expect(rows.some((row) => Buffer.from(row.emailHash).toString('latin1').includes('secret'))).toBe(false);
  expect(await sweepLogInCounts(t.core)).toBe(0);
  t.clock.advance(15 * MINUTE + 1_000);
  expect(await sweepLogInCounts(t.core)).toBe(rows.length);
  expect(await t.admin.loginAttempt.count()).toBe(0);
});
