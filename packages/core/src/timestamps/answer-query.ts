import type { Context, Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { type AddressLimit, addressLimit } from '../verification/address-limit.ts';

/** For each address: enough for a program that stamps what it makes, too few to keep us busy. */
const QUERIES = 300;
const WINDOW_MINUTES = 10;

const limits = new WeakMap<Core, AddressLimit>();

/**
 * Answers anybody's timestamp query (TimeStampReq, RFC 3161 §2.4.1) with a TimeStampResp, both DER: by the platform's own
 * authority, whose refusals are answers too.
 * @throws CoreError RATE_LIMITED; PROVIDER_MISSING where the platform has remote authorities only
 */
export async function answerTimestampQuery(ctx: Context, input: { query: Uint8Array }): Promise<Uint8Array> {
  const { core } = ctx;
  limitOf(core).count(ctx.ip, core.now());
  for (const provider of await core.providers.inOrder(PLATFORM_TENANT_ID, 'timestamp')) {
    // A remote authority is asked where it is, not through us.
    const authority = await provider.start().catch((error: unknown) => {
      core.log.warn({ providerId: provider.id, err: error }, 'a timestamp authority could not start');
    });
    if (authority?.answer) return authority.answer(input.query);
  }
  throw new CoreError('PROVIDER_MISSING', 'this installation has no timestamp authority of its own', {
    params: { kind: 'timestamp' },
  });
}

function limitOf(core: Core): AddressLimit {
  const known = limits.get(core);
  if (known) return known;
  const limit = addressLimit({ times: QUERIES, minutes: WINDOW_MINUTES });
  limits.set(core, limit);
  return limit;
}
