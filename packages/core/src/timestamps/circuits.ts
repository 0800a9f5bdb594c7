import { z } from 'zod';
import type { Core } from '../context.ts';
import { pluginState } from '../providers/plugin-host.ts';
import type { ProviderInUse } from '../providers/providers.ts';

/** An authority that failed lately, why, and until when others are asked before it. */
export type Circuit = { code: string; at: string; until: string };

/** Long enough that not every signature waits for one that is down, short enough that it is soon asked again. */
const OPEN_MS = 60_000;
const SCOPE = 'circuit/timestamp';

const stored = z.object({ code: z.string(), at: z.iso.datetime(), until: z.iso.datetime() });

type Authority = Pick<ProviderInUse<'timestamp'>, 'ownerId' | 'configVersion'>;

/** What failed lately among an owner's authorities, by the version of their configuration; a changed one starts anew. */
export async function openCircuits(core: Core, ownerId: string): Promise<Map<string, Circuit>> {
  const entries = await stateOf(core, ownerId).list('');
  const now = core.now().toISOString();
  return new Map(
    entries.flatMap(({ key, value }) => {
      const { data } = stored.safeParse(value);
      return data && data.until > now ? [[key, data] as const] : [];
    }),
  );
}

export async function openCircuit(
  core: Core,
  { ownerId, configVersion }: Authority,
  code: string,
): Promise<void> {
  const now = core.now();
  const circuit: Circuit = {
    code,
    at: now.toISOString(),
    until: new Date(now.getTime() + OPEN_MS).toISOString(),
  };
  await stateOf(core, ownerId).put(configVersion, circuit);
}

/** It has answered: what was is forgotten. */
export async function closeCircuit(core: Core, { ownerId, configVersion }: Authority): Promise<void> {
  await stateOf(core, ownerId).put(configVersion, null);
}

function stateOf({ db, now }: Core, tenantId: string) {
  return pluginState({ db, tenantId, scope: SCOPE, now });
}
