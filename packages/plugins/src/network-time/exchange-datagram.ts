import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { ResolvedAddress } from '../egress/exchange.ts';

type DatagramExchange<T> = {
  addresses: ResolvedAddress[];
  port: number;
  payload: Uint8Array;
  /** What an arriving packet means; undefined drops it, and the wait goes on. */
  accept(packet: Uint8Array): T | undefined;
  signal: AbortSignal;
};

/**
 * Sends one datagram and waits for an answer that is accepted. The socket is connected, so that the system drops packets
 * from any other address or port. The next address is tried where one can't be reached at all.
 * Throws what the socket said last, or the signal's reason.
 */
export async function exchangeDatagram<T>({ addresses, ...exchange }: DatagramExchange<T>): Promise<T> {
  let failure: unknown = new Error('there is no address');
  for (const address of addresses) {
    try {
      return await exchangeWith(address, exchange);
    } catch (error) {
      exchange.signal.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}

async function exchangeWith<T>(
  { address, family }: ResolvedAddress,
  { port, payload, accept, signal }: Omit<DatagramExchange<T>, 'addresses'>,
): Promise<T> {
  signal.throwIfAborted();
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  promise.catch(() => undefined);
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  socket.on('error', reject);
  socket.on('message', (packet) => {
    const accepted = accept(packet);
    if (accepted !== undefined) resolve(accepted);
  });
  try {
    socket.connect(port, address);
    await Promise.race([once(socket, 'connect'), promise]);
    socket.send(payload, (error) => {
      if (error) reject(error);
    });
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    socket.close();
  }
}
