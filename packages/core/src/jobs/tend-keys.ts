import type { Core } from '../context.ts';
import { retireOldKeys } from '../secrets/rotation/data-rotation.ts';
import { rewrapDataKeys } from '../secrets/rotation/master-rotation.ts';
import { coded } from './failure-cause.ts';

/** What one round does at most; the next one goes on. */
const LIMIT = { rewrap: 500, reseal: 2_000 };
const BY = 'the tend-keys job';

/**
 * Every five minutes: data keys under an earlier master key are wrapped anew, values under an old data key sealed anew. A
 * rotation so goes on after whatever stopped it; when there is nothing to do, that costs a few look-ups. Keys of the algorithms in use are made in advance.
 */
export function tendKeysJob(core: Core) {
  return core.inngest.createFunction(
    { id: 'tend-keys', triggers: [{ cron: '*/5 * * * *' }], retries: 0 },
    async ({ step }) => {
      const master = await step.run('rewrap', () => coded(() => rewrapDataKeys(core, BY, LIMIT.rewrap)));
      const data = await step.run('reseal', () => coded(() => retireOldKeys(core, LIMIT.reseal)));
      const made = await step.run('pool', () => coded(() => core.keyPool.tend()));
      if (master.left > 0) core.log.warn({ left: master.left }, 'data keys are under an earlier master key');
      return { master, data, made };
    },
  );
}
