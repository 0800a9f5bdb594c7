import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';

const MINUTE = 60_000;
const MAX_ATTEMPTS = 10;
const WINDOW_MS = 15 * MINUTE;

/**
 * Counts a log-in by password before the password is looked at, so that guesses side by side cannot slip past the limit.
 * Addresses without an account are counted alike: the limit tells nothing about who has one.
 * @throws CoreError RATE_LIMITED after ten within a quarter of an hour, for the right password too
 */
export async function countLogIn(core: Core, emailHash: Uint8Array<ArrayBuffer>): Promise<void> {
  const now = core.now();
  const over = new Date(now.getTime() - WINDOW_MS);
  const [row] = await core.db.relay.$queryRaw<{ attempts: number; since: Date }[]>`
    insert into login_attempt as known (email_hash, attempts, since) values (${emailHash}, 1, ${now})
    on conflict (email_hash) do update set
      attempts = case when known.since <= ${over} then 1 else least(known.attempts + 1, ${MAX_ATTEMPTS + 1}::int) end,
      since = case when known.since <= ${over} then excluded.since else known.since end
    returning attempts, since`;
  if (!row || row.attempts <= MAX_ATTEMPTS) return;
  const minutes = Math.max(1, Math.ceil((row.since.getTime() - over.getTime()) / MINUTE));
  throw new CoreError('RATE_LIMITED', `too many log-ins failed for this address; wait ${minutes} minutes`, {
    params: { minutes },
  });
}

/** A log-in succeeded: the failed ones before it no longer count. */
export async function forgetLogIns(core: Core, emailHash: Uint8Array<ArrayBuffer>): Promise<void> {
  await core.db.relay.loginAttempt.deleteMany({ where: { emailHash } });
}

/** Takes away the counts whose quarter of an hour is over. @returns how many */
export async function sweepLogInCounts(core: Core): Promise<number> {
  const over = new Date(core.now().getTime() - WINDOW_MS);
  const { count } = await core.db.relay.loginAttempt.deleteMany({ where: { since: { lte: over } } });
  return count;
}
