import { verifyTimestampToken } from '@chopmark/crypto';
import type { TimestampDigest, TimestampResult } from '@chopmark/plugins';
import type { Core } from '../context.ts';
import { sameBytes, sha256, toHex } from '../digest.ts';
import { CoreError } from '../errors.ts';
import type { ProviderInUse } from '../providers/providers.ts';
import { timedOut, withinTime } from '../time-limit.ts';
import { closeCircuit, openCircuit, openCircuits } from './circuits.ts';
import { rememberAuthority } from './known-authorities.ts';

export type StampRequest = TimestampDigest & {
  /** Whose authorities are asked: for a contract, its owner. */
  tenantId: string;
  /** What they must be able to do, e.g. `sm2`. */
  capability?: string | undefined;
};

export type Stamped = {
  /** RFC 3161 TimeStampToken, DER. */
  token: Uint8Array;
  time: Date;
  /** The authority's certificate first, what it is trusted by last; DER. */
  chain: Uint8Array[];
  evidence: TimestampEvidence;
};

/** Who answered, and who didn't before. */
export type TimestampEvidence = {
  provider: string;
  providerId: string;
  /** SHA-256 of the authority's certificate, hexadecimal. */
  certificate: string;
  /** `checked`, `unchecked` or, where the authority says nothing of its clock, `unknown`. */
  clock: string;
  /** `plug-in CODE`, in the order they were asked. */
  passedOver: string[];
};

type Authority = ProviderInUse<'timestamp'>;
type Failed = { authority: Authority; code: string; retryable: boolean; cause: unknown };

/** More than any provider of ours waits for an answer: a plug-in that hangs must not hold up the others. */
const LIMIT_MS = 35_000;
/** The digest doesn't suit the authority: it isn't in trouble for that. */
const NOT_ITS_FAULT = 'TIMESTAMP_DIGEST';

/**
 * A timestamp by the first of the tenant's authorities that gives a good one. Each is asked once; those that failed within
 * the last minute are asked after all others. There is no way around them: without a token this throws.
 * @throws CoreError TIMESTAMP_UNAVAILABLE naming what each said, retryable if one of them may do better later;
 *   PROVIDER_MISSING
 */
export async function stampDigest(core: Core, request: StampRequest): Promise<Stamped> {
  const authorities = await authoritiesFor(core, request);
  const [first] = authorities;
  if (!first) {
    throw new CoreError(
      'PROVIDER_MISSING',
      'no timestamp authority is configured; ask the operator for one',
      {
        params: { kind: 'timestamp' },
      },
    );
  }
  const circuits = authorities.length > 1 ? await openCircuits(core, first.ownerId) : new Map();
  const lately = authorities.filter(({ configVersion }) => circuits.has(configVersion));
  const failed: Failed[] = [];
  for (const authority of [...authorities.filter((each) => !lately.includes(each)), ...lately]) {
    const outcome = await ask(authority, request);
    if ('result' in outcome) {
      if (lately.includes(authority)) await closeCircuit(core, authority);
      await rememberAuthority(core, authority, outcome.result.chain);
      return stamped(authority, outcome.result, failed);
    }
    failed.push(outcome);
    await note(core, outcome);
  }
  throw unavailable(failed);
}

/** Those of the Chinese national algorithms answer for contracts of that line; others' readers may not know them. */
async function authoritiesFor(core: Core, { tenantId, capability }: StampRequest): Promise<Authority[]> {
  const all = await core.providers.inOrder(tenantId, 'timestamp', capability);
  if (capability !== undefined) return all;
  const international = all.filter(({ capabilities }) => !capabilities.includes('sm2'));
  return international.length > 0 ? international : all;
}

async function ask(
  authority: Authority,
  request: StampRequest,
): Promise<{ result: TimestampResult } | Failed> {
  const { digest, digestAlgorithm } = request;
  try {
    const asking = authority.start().then((started) => started.timestamp({ digest, digestAlgorithm }));
    const result = await withinTime(LIMIT_MS, asking);
    if (result === timedOut)
      return { authority, code: 'PROVIDER_TIMEOUT', retryable: true, cause: undefined };
    if (isOver(request, result)) return { result };
    return { authority, code: 'TIMESTAMP_INVALID', retryable: false, cause: undefined };
  } catch (cause) {
    const coded = cause instanceof Error && 'code' in cause && typeof cause.code === 'string';
    const retryable = cause instanceof Error && 'retryable' in cause && cause.retryable === true;
    return { authority, code: coded ? String(cause.code) : 'PROVIDER_FAILED', retryable, cause };
  }
}

/** A plug-in may be anybody's: what it returns has to be a token over this digest, by the certificate it names. */
function isOver({ digest, digestAlgorithm }: StampRequest, { token, time, chain }: TimestampResult): boolean {
  const check = verifyTimestampToken(token, (algorithm) =>
    algorithm === digestAlgorithm ? digest : new Uint8Array(),
  );
  const { tsaCertificate } = check;
  const [own] = chain;
  const isNamed = own !== undefined && tsaCertificate !== undefined && sameBytes(own, tsaCertificate);
  return check.intact && isNamed && check.time.getTime() === time.getTime();
}

async function note(core: Core, { authority, code }: Failed): Promise<void> {
  const { ownerId, pluginId, id } = authority;
  core.log.warn({ ownerId, providerId: id, pluginId, code }, 'a timestamp authority was passed over');
  if (code !== NOT_ITS_FAULT) await openCircuit(core, authority, code);
}

function stamped(
  { pluginId, id }: Authority,
  { token, time, chain, clock }: TimestampResult,
  failed: Failed[],
): Stamped {
  return {
    token,
    time,
    chain,
    evidence: {
      provider: pluginId,
      providerId: id,
      certificate: toHex(sha256(chain[0] ?? new Uint8Array())),
      clock: clock ?? 'unknown',
      passedOver: failed.map(({ authority, code }) => `${authority.pluginId} ${code}`),
    },
  };
}

function unavailable(failed: Failed[]): CoreError {
  const said = failed.map(({ authority, code }) => `${authority.pluginId} (${code})`).join(', ');
  return new CoreError(
    'TIMESTAMP_UNAVAILABLE',
    `no timestamp authority gave a timestamp: ${said}; try again later, or ask the operator to look after them`,
    { retryable: failed.some(({ retryable }) => retryable), cause: failed.at(-1)?.cause },
  );
}
