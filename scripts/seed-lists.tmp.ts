import { openInstallation } from '@chopmark/worker/installation';
import { readEnv } from './env.ts';
import { prepareShowroom } from './prepare-installation.ts';
import { createSteps } from './steps.ts';
import { writeFile } from 'node:fs/promises';
const env = readEnv();
const steps = createSteps((line) => console.log(line));
const installation = await openInstallation({ dataDir: env.CHOPMARK_DATA, log: steps.note });
try {
  const room = await prepareShowroom(installation, 'http://localhost:3106', steps);
  await writeFile('/tmp/lists/room.json', JSON.stringify(room, null, 1));
} finally { await installation.close(); }
