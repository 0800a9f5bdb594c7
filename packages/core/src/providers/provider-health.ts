import type { Health, PluginKind } from '@chopmark/plugins';
import { z } from 'zod';
import type { Core } from '../context.ts';
import { algorithmOf, capabilityFor } from '../tenants/key-algorithms.ts';
import { timedOut, withinTime } from '../time-limit.ts';
import type { ProviderInUse } from './providers.ts';

/**
 * - `well`, `unwell`: the provider says so itself
 * - `started`: it starts, and has no check of its own
 * - `timeout`: no answer within the time limit
 * - `failed`: it could not start, or its check broke
 * - `missing`: none is configured
 */
const outcomes = ['well', 'unwell', 'started', 'timeout', 'failed', 'missing'] as const;

export const providerTestOutput = z.object({
  ok: z.boolean(),
  outcome: z.enum(outcomes),
  /** The provider's own words in both languages; null where it said nothing fit to be shown. */
  message: z.object({ 'zh-CN': z.string(), en: z.string() }).nullable(),
  tookMs: z.number().int(),
  at: z.string(),
});

export type ProviderTest = z.output<typeof providerTestOutput>;

type Finding = Pick<ProviderTest, 'ok' | 'outcome' | 'message'>;

export const HEALTH_LIMIT_MS = 15_000;
const MAX_MESSAGE = 500;

type Asked = {
  tenantId: string;
  kind: PluginKind;
  /** One of a list; the one in use when left out. */
  providerId?: string | undefined;
};

const running = new WeakMap<Core, Map<string, Promise<ProviderTest>>>();

/**
 * Asks the provider that is in use, or one of its list, whether it is well. It ends within the time limit whatever the provider does, its words
 * hold no secret, and who asks while the same check runs shares its result.
 */
export function checkProvider(
  core: Core,
  { limitMs = HEALTH_LIMIT_MS, ...asked }: Asked & { limitMs?: number },
): Promise<ProviderTest> {
  const ofCore = running.get(core) ?? new Map<string, Promise<ProviderTest>>();
  running.set(core, ofCore);
  const key = JSON.stringify([asked.tenantId, asked.kind, asked.providerId ?? null]);
  const shared = ofCore.get(key);
  if (shared) return shared;
  const check = timed(core, asked, limitMs).finally(() => ofCore.delete(key));
  ofCore.set(key, check);
  return check;
}

async function timed(core: Core, asked: Asked, limitMs: number): Promise<ProviderTest> {
  const { tenantId, kind } = asked;
  const started = performance.now();
  const found = await find(core, asked);
  const finding = found ? await ask(core, kind, found, limitMs) : nothing('missing');
  const tookMs = Math.round(performance.now() - started);
  if (!finding.ok)
    core.log.warn({ tenantId, kind, outcome: finding.outcome, tookMs }, 'a provider is not well');
  return { ...finding, tookMs, at: core.now().toISOString() };
}

/** The one in use is the one that the tenant's policy asks for. */
async function find(core: Core, { tenantId, kind, providerId }: Asked) {
  if (providerId !== undefined) {
    const all = await core.providers.inOrder(tenantId, kind);
    return all.find(({ id }) => id === providerId) ?? null;
  }
  const { policy } = await core.db.withTenant(tenantId, (tx) =>
    tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { policy: true } }),
  );
  return core.providers.inUse(tenantId, kind, capabilityFor(kind, algorithmOf(policy)));
}

async function ask(
  core: Core,
  kind: PluginKind,
  provider: ProviderInUse<PluginKind>,
  limitMs: number,
): Promise<Finding> {
  try {
    const health = await withinTime(limitMs, healthOf(provider));
    if (health === timedOut) return nothing('timeout');
    if (health === undefined) return { ...nothing('started'), ok: true };
    const message = await shown(provider, health);
    return { ok: health.ok === true, outcome: health.ok === true ? 'well' : 'unwell', message };
  } catch (error) {
    // What it threw may quote anything: the log gets its code, people get our own words.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNCODED';
    core.log.warn({ kind, pluginId: provider.pluginId, code }, "a provider's health check failed");
    return nothing('failed');
  }
}

async function healthOf(provider: ProviderInUse<PluginKind>): Promise<Health | undefined> {
  const implementation = await provider.start();
  return implementation.healthCheck?.();
}

/** A third party's plug-in may say anything at all. */
const spoken = z.object({ 'zh-CN': z.string().min(1), en: z.string().min(1) });

async function shown(provider: ProviderInUse<PluginKind>, health: Health): Promise<Finding['message']> {
  const { data } = spoken.safeParse(health.message);
  if (!data) return null;
  const clean = async (text: string) => (await provider.redact(text)).slice(0, MAX_MESSAGE);
  return { 'zh-CN': await clean(data['zh-CN']), en: await clean(data.en) };
}

function nothing(outcome: ProviderTest['outcome']): Finding {
  return { ok: false, outcome, message: null };
}
