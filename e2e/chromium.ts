import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { e2eEnv } from './env.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The system's Chromium, or the one that comes as an npm package where there is none. */
export async function findChromium(): Promise<{ executablePath: string; args: string[] }> {
  const folders = e2eEnv.path.split(delimiter);
  for (const folder of folders) {
    const found = NAMES.map((name) => join(folder, name)).find(existsSync);
    if (found) return { executablePath: found, args: flags };
  }
  return { executablePath: await sparticuz.executablePath(), args: [...sparticuz.args, ...flags] };
}

/** No sandbox: test runs are often root's. No background traffic. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
