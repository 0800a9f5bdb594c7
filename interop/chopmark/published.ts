import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { childEnv } from '../../scripts/env.ts';
import type { Ground } from '../ground.ts';

const script = join(import.meta.dirname, '..', '..', 'scripts', 'serve-authorities.ts');

/** The installation's authorities at the addresses its certificates name. @returns what stops them */
export async function serveAuthorities({ dataFolder, port }: Ground): Promise<() => Promise<void>> {
  const { NODE_ENV: _, VITEST: __, DATABASE_URL: ___, ...inherited } = childEnv({});
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...inherited,
      CHOPMARK_DATA: dataFolder,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      HOST: '127.0.0.1',
    },
  });
  const kill = () => child.kill();
  process.once('exit', kill);
  const exit = once(child, 'exit');
  const ready = once(child.stdout, 'data').then(() => undefined);
  const ended = exit.then(([code]) => Promise.reject(new Error(`the authorities ended with ${code}`)));
  // Unheard once they are ready.
  ended.catch(() => undefined);
  await Promise.race([ready, ended]);
  return async () => {
    process.off('exit', kill);
    child.kill();
    await exit;
  };
}
