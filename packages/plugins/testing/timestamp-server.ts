import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one query: with a TimeStampResp, or in any other way by the response itself. */
export type TimestampHandler = (
  query: Uint8Array,
  exchange: { request: IncomingMessage; response: ServerResponse },
) => Promise<Uint8Array | undefined> | Uint8Array | undefined;

export type TimestampServer = {
  url: string;
  /** May be changed while it runs. */
  handler: TimestampHandler;
  /** The headers of each request. */
  requests: IncomingMessage['headers'][];
  close(): Promise<void>;
};

/** A timestamp authority on a port of the loopback interface, as good or bad as a test wants it. */
export async function timestampServer(handler: TimestampHandler): Promise<TimestampServer> {
  const server = createServer((request, response) => {
    running.requests.push(request.headers);
    void serve(running.handler, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  const running: TimestampServer = {
    url: '',
    handler,
    requests: [],
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  running.url = `http://127.0.0.1:${port}/tsa`;
  return running;
}

async function serve(
  handler: TimestampHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const reply = await handler(new Uint8Array(Buffer.concat(chunks)), { request, response });
  if (reply === undefined) return;
  response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(reply);
}
