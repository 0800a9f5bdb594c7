import { writeFile } from 'node:fs/promises';
import { openInstallation } from '@chopmark/worker/installation';
import { readEnv } from './env.ts';
import { prepareAccounts, prepareShowroom } from './prepare-installation.ts';
import { startSite } from './site.ts';
import { createSteps } from './steps.ts';
import { buildWeb } from './web-build.ts';
const { root } = readEnv();
const steps = createSteps((line) => console.log(line));
await steps.step('build', () => buildWeb(root, (text) => console.error(text)));
const url = 'http://localhost:3106';
const installation = await openInstallation({ dataDir: '/tmp/lists/data', log: steps.note });
await prepareAccounts(installation, url, steps);
const { existsSync } = await import('node:fs');
if (!existsSync('/tmp/lists/seeded')) {
  await writeFile('/tmp/lists/room.json', JSON.stringify(await prepareShowroom(installation, url, steps)));
  await writeFile('/tmp/lists/seeded', '');
}
const site = await startSite({ root, installation, host: '127.0.0.1', port: 3106, publicUrl: url, mailbox: 'open', mode: 'start', logLevel: 'warn' });
await writeFile('/tmp/lists/env.json', JSON.stringify({ demo: installation.folder.secrets.demoPassword, operator: installation.folder.secrets.operatorPassword, app: installation.urls.app }));
console.log('READY');
await Promise.race([site.ended, new Promise((r) => process.on('SIGINT', r))]);
await site.stop();
await installation.close();
