import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Core, publishedCertificate, publishedCrl, publishedOcsp } from '@chopmark/core';
import { openInstallation } from '@chopmark/worker/installation';
import { readEnv } from './env.ts';
import { withWorker } from './with-worker.ts';

/**
 * Certificates, CRLs and OCSP at the addresses that an installation's certificates name, without the site and until a signal:
 * what `npm run test:interop` lets other programs ask. Says `ready` on standard output.
 */
const { CHOPMARK_DATA, DATABASE_URL, HOST, PORT, PUBLIC_URL } = readEnv();
const port = PUBLIC_URL ? Number(new URL(PUBLIC_URL).port) : PORT;
const note = (line: string) => console.error(line);
const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);

const installation = await openInstallation({ dataDir: CHOPMARK_DATA, databaseUrl: DATABASE_URL, log: note });
try {
  await withWorker(installation, PUBLIC_URL ?? `http://localhost:${PORT}`, async (core) => {
    const server = createServer((incoming, outgoing) => {
      answer(core, incoming).then(
        ({ type, body }) => outgoing.writeHead(200, { 'Content-Type': type }).end(body),
        (error: unknown) => outgoing.writeHead(404).end(String(error)),
      );
    }).listen(port, HOST);
    await once(server, 'listening');
    console.log('ready');
    await stopped;
    server.close();
    server.closeAllConnections();
  });
} finally {
  await installation.close();
}

async function answer(core: Core, incoming: IncomingMessage): Promise<{ type: string; body: Uint8Array }> {
  const [, kind, file = ''] = (incoming.url ?? '').split('/');
  const name = decodeURIComponent(file);
  if (kind === 'crl') {
    return { type: 'application/pkix-crl', body: await publishedCrl(core, name.replace(/\.crl$/, '')) };
  }
  if (kind === 'ca') {
    return {
      type: 'application/pkix-cert',
      body: await publishedCertificate(core, name.replace(/\.cer$/, '')),
    };
  }
  if (kind !== 'ocsp') throw new Error('nothing is published here');
  const { response } = await publishedOcsp(core, name, await buffer(incoming));
  return { type: 'application/ocsp-response', body: response };
}
