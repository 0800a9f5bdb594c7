import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';

/** Carries the address of the connection from our server to our request handlers; a client's own is thrown away. */
export const PEER_HEADER = 'x-chopmark-peer';

/**
 * Notes on every request, before Next.js handles it, from which address the connection came: Next.js keeps an
 * X-Forwarded-For that the client made up, and tells its handlers nothing else.
 */
export function notePeerAddresses(): void {
  subscribe('http.server.request.start', (message) => {
    const request =
      typeof message === 'object' && message !== null && 'request' in message ? message.request : undefined;
    if (!(request instanceof IncomingMessage)) return;
    delete request.headers[PEER_HEADER];
    const { remoteAddress } = request.socket;
    if (remoteAddress !== undefined) request.headers[PEER_HEADER] = remoteAddress;
  });
}
