import { openInstallation } from '@chopmark/worker/installation';
import { DEMO_EMAIL, OPERATOR_EMAIL } from './demo/log-ins.ts';
import { readEnv } from './env.ts';
import { prepareAccounts } from './prepare-installation.ts';
import { startSite } from './site.ts';
import { createSteps } from './steps.ts';

const env = readEnv();
const steps = createSteps((line) => console.log(line));
const publicUrl = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
const interrupted = new Promise<string>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(signal));
});

// The site with hot reloading, on the same data folder as `npm start`, without the demo contract.
const installation = await steps.step('data folder and database', () =>
  openInstallation({ dataDir: env.CHOPMARK_DATA, databaseUrl: env.DATABASE_URL, log: steps.note }),
);
try {
  await prepareAccounts(installation, publicUrl, steps);
  const site = await startSite({
    root: env.root,
    installation,
    host: env.HOST,
    port: env.PORT,
    publicUrl,
    mailbox: 'open',
    mode: 'dev',
    logLevel: 'info',
  });
  const { demoPassword, operatorPassword } = installation.folder.secrets;
  console.log(`${publicUrl}  ${DEMO_EMAIL} ${demoPassword}  ${OPERATOR_EMAIL} ${operatorPassword}`);
  console.log(await Promise.race([interrupted, site.ended]));
  await site.stop();
} finally {
  await installation.close();
}
