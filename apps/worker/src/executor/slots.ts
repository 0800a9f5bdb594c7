import { lockKeys, slotLock, type Transaction } from './database.ts';
import type { Engine } from './engine.ts';
import type { FunctionConfig } from './functions.ts';
import { type Run, requeueCall } from './runs.ts';

/**
 * Takes a slot of each of the run's concurrency keys, or gives the key that has none left. The caller
 * has locked the keys and parks the call on the full one; a slot that comes free wakes it.
 */
export async function takeSlots(
  tx: Transaction,
  callId: string,
  keys: readonly string[],
  fn: FunctionConfig,
): Promise<string | undefined> {
  if (keys.length === 0) return undefined;
  const held = await heldSlots(tx, keys);
  for (const [key, limit] of limitsOf(keys, fn)) {
    if ((held.get(key) ?? 0) >= limit) return key;
  }
  await tx.query(
    'insert into executor.slot (key, call_id) select unnest($1::text[]), $2 on conflict do nothing',
    [keys, callId],
  );
  return undefined;
}

export async function releaseSlots(tx: Transaction, run: Run, callId: string): Promise<void> {
  if (run.slot_keys.length > 0) await tx.query('delete from executor.slot where call_id = $1', [callId]);
}

/** Wakes parked calls for which there is room, oldest first. The caller has locked the keys. */
export async function wakeParked(
  engine: Engine,
  tx: Transaction,
  slotKeys: readonly string[],
  fn: FunctionConfig | undefined,
): Promise<void> {
  if (!fn || slotKeys.length === 0) return;
  const held = await heldSlots(tx, slotKeys);
  for (const [key, limit] of limitsOf(slotKeys, fn)) {
    const room = limit - (held.get(key) ?? 0);
    if (room <= 0) continue;
    const parked = await tx.query<{ id: string; run_id: string; slot_keys: string[] }>(
      `select c.id, c.run_id, r.slot_keys from executor.call c join executor.run r on r.id = c.run_id
       where c.state = 'parked' and c.parked_on = $1 order by c.changed_at limit $2 for update of c skip locked`,
      [key, room],
    );
    for (const { id, run_id, slot_keys } of parked)
      await requeueCall(engine, tx, { id: run_id, slot_keys }, id);
  }
}

/**
 * Wakes what no slot will wake: calls parked on a key nobody holds any more, because its holder's
 * limit was raised or it gave way to a call that parked on another key.
 */
export async function wakeForgotten(engine: Engine): Promise<void> {
  const keys = await engine.database.query<{ key: string; function_id: string }>(
    `select distinct on (c.parked_on) c.parked_on as key, r.function_id
     from executor.call c join executor.run r on r.id = c.run_id where c.state = 'parked'`,
  );
  for (const { key, function_id } of keys) {
    await engine.database.transaction(async (tx) => {
      await lockKeys(tx, [slotLock(key)]);
      const fn = engine.functions.get(function_id);
      const index =
        fn?.concurrency.findIndex((limit) => keyBelongsTo(key, fn.id, limit.scope, limit.key)) ?? -1;
      const limit = fn?.concurrency[index];
      if (fn && limit) await wakeParked(engine, tx, [key], { ...fn, concurrency: [limit] });
    });
  }
}

function keyBelongsTo(
  key: string,
  functionId: string,
  scope: string,
  expression: string | undefined,
): boolean {
  const prefix = JSON.stringify([scope === 'fn' ? functionId : scope, expression ?? '']).slice(0, -1);
  return key.startsWith(`${prefix},`);
}

async function heldSlots(tx: Transaction, keys: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ key: string; held: number }>(
    'select key, count(*)::int as held from executor.slot where key = any($1::text[]) group by key',
    [keys],
  );
  return new Map(rows.map(({ key, held }) => [key, held]));
}

/** A run keeps the keys of its start; a function deployed since with fewer limits has fewer to check. */
function limitsOf(keys: readonly string[], fn: FunctionConfig): [string, number][] {
  return keys.flatMap((key, index) => {
    const limit = fn.concurrency[index]?.limit;
    return limit === undefined ? [] : [[key, limit] satisfies [string, number]];
  });
}
