import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../context.ts';
import { type TestCore, testCore } from '../testing/test-core.ts';
import { findByEmail, logInWithCode, logInWithPassword, signUp, signUpInput } from './accounts.ts';
import { requestLoginCode } from './login-codes.ts';
import { actorOfSession, me, myTenants, redeemTicket } from './sessions.ts';

let t: TestCore;
beforeAll(async () => {
  t = await testCore();
});
afterAll(() => t.close());

const MINUTE = 60_000;
const codeIn = ({ text }: { text: string }) => text.match(/\d{6}/)?.[0] ?? '';

async function codeFor(email: string, purpose: 'signup' | 'login' = 'signup'): Promise<string> {
  await requestLoginCode(t.anonymous, { email, purpose, locale: 'zh-CN' });
  return codeIn(await t.newestMail(email));
}

const form = (email: string, code: string, changes: object = {}) =>
  signUpInput.parse({
    email,
    code,
    name: '张伟',
    password: 'a long password',
    ...changes,
  });

const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

const count = () => t.admin.account.count();

test('sign-up opens an account and gives a ticket that logs in; it is in no tenant yet', async () => {
  const { ticket } = await signUp(t.anonymous, form('zhang@example.com', await codeFor('zhang@example.com')));
  const { sessionId } = await redeemTicket(t.anonymous, { ticket });
  const account = await actorOfSession(t.core, sessionId);
  if (!account) throw new Error('the session is not there');
  const ctx = contextOf(t.core, account);
  expect(await me(ctx)).toMatchObject({ name: '张伟', email: 'zhang@example.com', operator: false });
  expect(await myTenants(ctx)).toEqual([]);
});

test('an e-mail address is nowhere stored in the clear', async () => {
  const account = await findByEmail(t.core, 'zhang@example.com');
  const row = JSON.stringify(account, (_key, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  expect(account).not.toBeNull();
  expect(row).not.toContain('zhang');
  expect(account?.passwordHash).toMatch(/^\$argon2id\$/);
});

test('who has no code learns nothing about an address: taken or not, the answer is the same', async () => {
  await codeFor('zhang@example.com');
  await codeFor('nobody@example.com');
  const before = await count();
  for (const email of ['zhang@example.com', 'nobody@example.com']) {
    const code = wrong(codeIn(await t.newestMail(email)));
    await expect(signUp(t.anonymous, form(email, code))).rejects.toMatchObject({ code: 'CODE_WRONG' });
  }
  expect(await count()).toBe(before);
});

test("the owner of an address in use is told so, and the code isn't used up by it", async () => {
  const code = await codeFor('zhang@example.com');
  const attempt = () => signUp(t.anonymous, form('zhang@example.com', code));
  await expect(attempt()).rejects.toMatchObject({ code: 'EMAIL_TAKEN', field: 'email' });
  await expect(attempt()).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
});

test('a short password is refused before anything is stored, and put right it goes through with the same code', async () => {
  const email = 'short@example.com';
  const given = await codeFor(email);
  const before = await count();
  await expect(signUp(t.anonymous, form(email, given, { password: 'short' }))).rejects.toMatchObject({
    code: 'PASSWORD_TOO_SHORT',
    field: 'password',
  });
  expect(await count()).toBe(before);
  await expect(signUp(t.anonymous, form(email, given))).resolves.toMatchObject({
    ticket: expect.any(String),
  });
});

test.each([
  ['a control character', '张\u0000伟'],
  ['a turned direction', '张\u202e伟'],
  ['61 characters', '张'.repeat(61)],
  ['nothing', '  '],
])('a name of %s is not let in', (_what, name) => {
  expect(() => form('a@example.com', '123456', { name })).toThrow();
});

test('one code signs up once, however often and however fast it is sent', async () => {
  const email = 'quick@example.com';
  const code = await codeFor(email);
  const tries = await Promise.allSettled([1, 2, 3].map(() => signUp(t.anonymous, form(email, code))));
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  await expect(signUp(t.anonymous, form(email, code))).rejects.toMatchObject({ code: 'CODE_EXPIRED' });
  expect(await findByEmail(t.core, email)).not.toBeNull();
});

test('a code is worth something for ten minutes', async () => {
  const email = 'late@example.com';
  const code = await codeFor(email);
  t.clock.advance(10 * MINUTE);
  await expect(signUp(t.anonymous, form(email, code))).rejects.toMatchObject({
    code: 'CODE_EXPIRED',
    field: 'code',
  });
});

test('only the newest code counts', async () => {
  const email = 'twice@example.com';
  const first = await codeFor(email);
  t.clock.advance(1_000);
  const second = await codeFor(email);
  if (first !== second) {
    await expect(signUp(t.anonymous, form(email, first))).rejects.toMatchObject({ code: 'CODE_WRONG' });
  }
  await expect(signUp(t.anonymous, form(email, second))).resolves.toBeDefined();
});

test('five wrong guesses end a code, the right one included', async () => {
  const email = 'guess@example.com';
  const code = await codeFor(email);
  const guesses = await Promise.allSettled(
    Array.from({ length: 8 }, () => signUp(t.anonymous, form(email, wrong(code)))),
  );
  const codes = guesses.map((each) => (each.status === 'rejected' ? each.reason.code : 'let in'));
  expect(codes.filter((each) => each === 'CODE_WRONG')).toHaveLength(5);
  expect(codes.filter((each) => each === 'CODE_TOO_MANY_ATTEMPTS')).toHaveLength(3);
  await expect(signUp(t.anonymous, form(email, code))).rejects.toMatchObject({
    code: 'CODE_TOO_MANY_ATTEMPTS',
  });
});

test('a code for logging in is none for signing up', async () => {
  t.clock.advance(16 * MINUTE);
  const email = 'zhang@example.com';
  const signup = await codeFor(email, 'signup');
  const login = await codeFor(email, 'login');
  await expect(signUp(t.anonymous, form(email, login))).rejects.toMatchObject({
    code: login === signup ? 'EMAIL_TAKEN' : 'CODE_WRONG',
  });
});

test('five codes in a quarter of an hour, not one more, even when asked for at once', async () => {
  const email = 'flood@example.com';
  const ask = () => requestLoginCode(t.anonymous, { email, purpose: 'login', locale: 'en' });
  const asked = await Promise.allSettled(Array.from({ length: 9 }, ask));
  expect(asked.filter((each) => each.status === 'fulfilled')).toHaveLength(5);
  await expect(ask()).rejects.toMatchObject({ code: 'RATE_LIMITED', params: { minutes: 15 } });
  t.clock.advance(15 * MINUTE + 1_000);
  await expect(ask()).resolves.toBeDefined();
});

test('asking for a log-in code looks the same for an address nobody has, and sends it nothing', async () => {
  const ask = (email: string) => requestLoginCode(t.anonymous, { email, purpose: 'login', locale: 'en' });
  const [known, unknown] = [await ask('zhang@example.com'), await ask('ghost@example.com')];
  expect(Object.keys(known)).toEqual(Object.keys(unknown));
  await expect(t.newestMail('ghost@example.com')).rejects.toThrow();
  await expect(
    logInWithCode(t.anonymous, { email: 'ghost@example.com', code: '123456' }),
  ).rejects.toMatchObject({
    code: 'CODE_WRONG',
  });
});

test('a code that is right logs in, once', async () => {
  const code = await codeFor('zhang@example.com', 'login');
  const logIn = () => logInWithCode(t.anonymous, { email: 'zhang@example.com', code });
  await expect(logIn()).resolves.toMatchObject({ ticket: expect.any(String) });
  await expect(logIn()).rejects.toMatchObject({ code: 'CODE_EXPIRED' });
});

test('a wrong password and an unknown address are refused alike', async () => {
  const refused = { code: 'LOGIN_FAILED', status: 401 };
  const logIn = (email: string, password: string) => logInWithPassword(t.anonymous, { email, password });
  await expect(logIn('zhang@example.com', 'a long passworD')).rejects.toMatchObject(refused);
  await expect(logIn('ghost@example.com', 'a long password')).rejects.toMatchObject(refused);
  await expect(logIn('zhang@example.com', 'a long password')).resolves.toBeDefined();
});

test('a disabled account logs in by no way', async () => {
  const email = 'zhang@example.com';
  const code = await codeFor(email, 'login');
  const { emailHash } = (await findByEmail(t.core, email)) ?? { emailHash: new Uint8Array() };
  await t.admin.account.update({ where: { emailHash }, data: { disabledAt: new Date() } });
  const refused = { code: 'LOGIN_FAILED' };
  await expect(logInWithPassword(t.anonymous, { email, password: 'a long password' })).rejects.toMatchObject(
    refused,
  );
  await expect(logInWithCode(t.anonymous, { email, code })).rejects.toMatchObject(refused);
});
