import { randomInt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Context, Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { loginCodeNotice } from '../notifications/texts.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { emailAddress } from './email-address.ts';

const MINUTE = 60_000;
const VALID_MS = 10 * MINUTE;
const MAX_ATTEMPTS = 5;
const MAX_CODES = 5;
const WINDOW_MS = 15 * MINUTE;

type Purpose = 'signup' | 'login';
type GivenCode = { email: string; purpose: Purpose; code: string };

export const requestLoginCodeInput = z.object({
  email: emailAddress,
  purpose: z.enum(['signup', 'login']),
  locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
});

/**
 * Sends a one-time code to an e-mail address. The answer is the same whether or not the address has an account, so
 * that nobody can find out who has one.
 * @throws CoreError RATE_LIMITED after five codes within a quarter of an hour
 */
export async function requestLoginCode(
  ctx: Context,
  input: z.output<typeof requestLoginCodeInput>,
): Promise<{ expiresAt: string }> {
  const { core } = ctx;
  const emailHash = core.keys.lookupHash('email', input.email);
  const { id, code, expiresAt } = await issueCode(core, emailHash, input.purpose);
  const known = await core.db.relay.account.findUnique({ where: { emailHash }, select: { id: true } });
  if (input.purpose === 'signup' || known) {
    const notification = await core.providers.of(PLATFORM_TENANT_ID, 'notification');
    await notification.send({
      id,
      channel: 'email',
      to: input.email,
      ...loginCodeNotice(input.locale, code),
    });
  }
  return { expiresAt: expiresAt.toISOString() };
}

async function issueCode(core: Core, emailHash: Uint8Array<ArrayBuffer>, purpose: Purpose) {
  const now = core.now();
  const code = newCode();
  const id = newId(now);
  const expiresAt = new Date(now.getTime() + VALID_MS);
  await core.db.relay.$transaction(async (tx) => {
    // One address at a time: requests side by side would all find the limit not reached yet.
    const lock = Buffer.from(emailHash).readBigInt64BE(0);
    await tx.$executeRaw`select pg_advisory_xact_lock(${lock}::bigint)`;
    const recent = await tx.loginCode.count({
      where: { emailHash, createdAt: { gt: new Date(now.getTime() - WINDOW_MS) } },
    });
    if (recent >= MAX_CODES) {
      throw new CoreError('RATE_LIMITED', 'too many codes were asked for; wait a quarter of an hour', {
        params: { minutes: WINDOW_MS / MINUTE },
      });
    }
    const codeHash = hashOf(core, id, code);
    await tx.loginCode.create({
      data: { id, emailHash, purpose, codeHash, attempts: 0, createdAt: now, expiresAt },
    });
  });
  return { id, code, expiresAt };
}

/** Checks and uses up the newest code of an address. @throws CoreError CODE_WRONG, CODE_EXPIRED, CODE_TOO_MANY_ATTEMPTS */
export async function consumeLoginCode(core: Core, input: GivenCode): Promise<void> {
  await spendLoginCode(core, await checkLoginCode(core, input));
}

/**
 * Checks the newest code of an address and leaves it usable; every check counts as an attempt.
 * @returns what `spendLoginCode` takes
 * @throws CoreError CODE_WRONG, CODE_EXPIRED, CODE_TOO_MANY_ATTEMPTS
 */
export async function checkLoginCode(core: Core, input: GivenCode): Promise<string> {
  const emailHash = core.keys.lookupHash('email', input.email);
  const newest = await core.db.relay.loginCode.findFirst({
    where: { emailHash, purpose: input.purpose },
    orderBy: { createdAt: 'desc' },
  });
  if (!newest)
    throw new CoreError('CODE_WRONG', 'the code is wrong; look at the newest message', { field: 'code' });
  if (newest.consumedAt || newest.expiresAt <= core.now()) {
    throw new CoreError('CODE_EXPIRED', 'the code has expired or was used; ask for a new one', {
      field: 'code',
    });
  }
  // Count first, so that parallel guesses cannot slip past the limit.
  const counted = await core.db.relay.loginCode.updateMany({
    where: { id: newest.id, consumedAt: null, attempts: { lt: MAX_ATTEMPTS } },
    data: { attempts: { increment: 1 } },
  });
  if (counted.count === 0) {
    throw new CoreError('CODE_TOO_MANY_ATTEMPTS', 'too many wrong codes; ask for a new one', {
      field: 'code',
    });
  }
  if (!timingSafeEqual(newest.codeHash, hashOf(core, newest.id, input.code))) {
    throw new CoreError('CODE_WRONG', 'the code is wrong; look at the newest message', { field: 'code' });
  }
  return newest.id;
}

/** Uses a checked code up, once. @throws CoreError CODE_EXPIRED when somebody else was faster */
export async function spendLoginCode(core: Core, id: string): Promise<void> {
  const used = await core.db.relay.loginCode.updateMany({
    where: { id, consumedAt: null },
    data: { consumedAt: core.now() },
  });
  if (used.count === 0)
    throw new CoreError('CODE_EXPIRED', 'the code was used already; ask for a new one', { field: 'code' });
}

/** Six decimal digits. */
export const newCode = (): string => String(randomInt(0, 1_000_000)).padStart(6, '0');

const hashOf = (core: Core, id: string, code: string) =>
  core.keys.lookupHash('login-code', `${id}/${code.trim()}`);
