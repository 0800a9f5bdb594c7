import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Core, keyPoolExposition } from '@chopmark/core';

export type MetricsServer = { port: number; close(): Promise<void> };

/**
 * Serves this process's metrics under /metrics, in Prometheus' text format, to whoever reaches the address: it belongs to a network
 * that only monitoring reaches. They hold counts, nothing of a tenant.
 */
export async function serveMetrics(
  core: Core,
  address: { host: string; port: number },
): Promise<MetricsServer> {
  const server = createServer((request, response) => void answer(core, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound ? bound.port : address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(core: Core, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path] = (request.url ?? '').split('?');
  if (path !== '/metrics') return void response.writeHead(404).end();
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return void response.writeHead(405, { Allow: 'GET, HEAD' }).end();
  }
  try {
    const text = keyPoolExposition(await core.keyPool.metrics());
    response.writeHead(200, {
      'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
      'Cache-Control': 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : text);
  } catch (error) {
    core.log.warn({ err: error }, 'the metrics could not be read');
    response.writeHead(503).end();
  }
}
