import type { MasterKeys } from '../contract/master-keys.ts';
import { unknownMasterKey } from './refusals.ts';

/** Several places of master keys as one: the first wraps, each unwraps what was wrapped under a key of its own. */
export function combinedMasterKeys(current: MasterKeys, others: readonly MasterKeys[]): MasterKeys {
  const all = [current, ...others];
  return {
    currentKeyId: current.currentKeyId,
    keyIds: all.flatMap((each) => each.keyIds),
    wrap: (dataKey, context) => current.wrap(dataKey, context),
    async unwrap(key, context) {
      const owner = all.find((each) => each.keyIds.includes(key.masterKeyId));
      if (!owner) throw unknownMasterKey(key.masterKeyId);
      return owner.unwrap(key, context);
    },
    healthCheck: () => current.healthCheck(),
    async close() {
      await Promise.all(all.map((each) => each.close()));
    },
  };
}
