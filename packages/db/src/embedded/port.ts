import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';

/** The port kept in `file` while it is free, else any free one, which is kept from then on. */
export async function choosePort(file: string): Promise<number> {
  const kept = Number(await readFile(file, 'utf8').catch(() => ''));
  if (Number.isInteger(kept) && kept > 0 && (await listenOn(kept)) === kept) return kept;
  const free = await listenOn(0);
  await writeFile(file, `${free}\n`);
  return free;
}

/** The port if it could be listened on (0: any free one), 0 if it is taken. */
async function listenOn(port: number): Promise<number> {
  const server = createServer();
  try {
    server.listen({ host: '127.0.0.1', port, exclusive: true });
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  } catch {
    return 0;
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
