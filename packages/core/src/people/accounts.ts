import { hash, verify } from '@node-rs/argon2';
import { z } from 'zod';
import type { Context, Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { lineOfText } from '../plain-text.ts';
import { emailAddress } from './email-address.ts';
import { countLogIn, forgetLogIns } from './log-in-limit.ts';
import { checkLoginCode, consumeLoginCode, spendLoginCode } from './login-codes.ts';
import { issueTicket } from './sessions.ts';

export const MIN_PASSWORD_LENGTH = 10;
const password = z.string().max(200);
const code = z
  .string()
  .trim()
  .regex(/^\d{6}$/);
const name = lineOfText(1, 60);

export const signUpInput = z.object({
  email: emailAddress,
  code,
  name,
  password,
  locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
});

/**
 * Opens an account and logs it in; its enterprise is opened next, by `openEnterprise`.
 * @throws CoreError CODE_…, EMAIL_TAKEN, PASSWORD_TOO_SHORT
 */
export async function signUp(ctx: Context, input: z.output<typeof signUpInput>): Promise<{ ticket: string }> {
  const { core } = ctx;
  checkPassword(input.password);
  // First of all the code: whoever hasn't got it learns nothing about the address.
  const codeId = await checkLoginCode(core, { email: input.email, purpose: 'signup', code: input.code });
  if (await findByEmail(core, input.email)) throw taken();
  // Nothing more can be refused from here on, so that a mistake doesn't cost the code.
  await spendLoginCode(core, codeId);
  return { ticket: await issueTicket(core, await createAccount(core, input)) };
}

export const passwordLogInInput = z.object({ email: emailAddress, password });

/**
 * @throws CoreError LOGIN_FAILED, the same whether the address or the password is wrong; RATE_LIMITED after ten failures
 *   within a quarter of an hour
 */
export async function logInWithPassword(
  ctx: Context,
  input: z.output<typeof passwordLogInInput>,
): Promise<{ ticket: string }> {
  const emailHash = ctx.core.keys.lookupHash('email', input.email);
  await countLogIn(ctx.core, emailHash);
  const account = await findByEmail(ctx.core, input.email);
  // Without an account a hash is checked all the same, so that the time taken tells nothing.
  const matches = await verify(account?.passwordHash ?? (await decoyHash()), input.password);
  if (!account?.passwordHash || !matches || account.disabledAt) {
    throw new CoreError('LOGIN_FAILED', 'e-mail address or password is wrong');
  }
  await forgetLogIns(ctx.core, emailHash);
  return { ticket: await issueTicket(ctx.core, account.id) };
}

export const codeLogInInput = z.object({ email: emailAddress, code });

export async function logInWithCode(
  ctx: Context,
  input: z.output<typeof codeLogInInput>,
): Promise<{ ticket: string }> {
  await consumeLoginCode(ctx.core, { ...input, purpose: 'login' });
  const account = await findByEmail(ctx.core, input.email);
  if (!account || account.disabledAt)
    throw new CoreError('LOGIN_FAILED', 'there is no account for this address');
  return { ticket: await issueTicket(ctx.core, account.id) };
}

export async function createAccount(
  core: Core,
  input: { email: string; name: string; password: string; locale: string; operator?: boolean },
): Promise<string> {
  checkPassword(input.password);
  const now = core.now();
  const id = newId(now);
  const { count } = await core.db.relay.account.createMany({
    data: [
      {
        id,
        emailHash: core.keys.lookupHash('email', input.email),
        emailSealed: await core.keys.sealPlatform('email', input.email),
        name: input.name,
        passwordHash: await hash(input.password),
        locale: input.locale,
        operator: input.operator ?? false,
        verifiedAt: now,
        createdAt: now,
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) throw taken();
  return id;
}

export function findByEmail(core: Core, email: string) {
  return core.db.relay.account.findUnique({ where: { emailHash: core.keys.lookupHash('email', email) } });
}

function checkPassword(value: string): void {
  if (value.length >= MIN_PASSWORD_LENGTH) return;
  throw new CoreError('PASSWORD_TOO_SHORT', `a password needs at least ${MIN_PASSWORD_LENGTH} characters`, {
    field: 'password',
    params: { min: MIN_PASSWORD_LENGTH },
  });
}

let decoy: Promise<string> | undefined;
const decoyHash = () => (decoy ??= hash('no account has this password'));

const taken = () =>
  new CoreError('EMAIL_TAKEN', 'this address has an account already; log in instead', { field: 'email' });
