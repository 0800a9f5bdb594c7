import { createDatabase } from '@chopmark/db';
import { localMasterKeys } from '@chopmark/plugins';
import { pino } from 'pino';
import { z } from 'zod';
import { openTenantKeys } from '../../tenant-keys.ts';
import { retireOldKeys } from '../data-rotation.ts';
import { rewrapDataKeys } from '../master-rotation.ts';

/** What the test hands over: where to work, with which keys, at what. */
export type RotationTask = z.input<typeof taskSchema>;

const taskSchema = z.object({
  database: z.object({ appUrl: z.string(), relayUrl: z.string() }),
  masterKeys: z.array(z.string()),
  work: z.enum(['rewrap', 'reseal']),
});

// A process of its own, so that a test can kill it: says when it is ready, works on the word, ends when nothing is left.
process.once('message', async (message) => {
  const { database, masterKeys, work } = taskSchema.parse(message);
  const db = createDatabase({ ...database, poolSize: 2 });
  const now = () => new Date();
  const masters = localMasterKeys(masterKeys.map((key) => new Uint8Array(Buffer.from(key, 'hex'))));
  const keys = await openTenantKeys({ masterKeys: masters, db, now });
  const core = { db, keys, now, log: pino({ level: 'silent' }) };
  process.once('message', async () => {
    if (work === 'rewrap') await rewrapDataKeys(core, 'a process that is killed');
    else await retireOldKeys(core);
    await db.close();
    process.disconnect();
  });
  process.send?.('ready');
});
