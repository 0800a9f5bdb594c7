import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** How a time server for tests behaves; a sound one of stratum 2 by default. */
export type NtpBehaviour = {
  /** Its clock minus the true one. */
  offsetMs?: number;
  /** Answers so much later than asked. */
  delayMs?: number;
  silent?: boolean;
  /** Repeats another nonce than the one it was asked with. */
  otherNonce?: boolean;
  stratum?: number;
  leap?: number;
  /** For stratum 0: why it refuses. */
  kiss?: string;
  rootDelayMs?: number;
  rootDispersionMs?: number;
  /** What it sends before its answer, from the same socket. */
  garbage?: Uint8Array;
};

export type NtpServer = {
  /** As a configuration names it. */
  server: string;
  /** May be changed while it runs. */
  behaviour: NtpBehaviour;
  /** The packets it got. */
  asked: Uint8Array[];
  close(): Promise<void>;
};

const SECONDS_1900_TO_1970 = 2_208_988_800;

/** A time server on a UDP port of the loopback interface, as truthful as a test wants it. */
export async function ntpServer(behaviour: NtpBehaviour = {}): Promise<NtpServer> {
  const socket = createSocket('udp4');
  let closed = false;
  const running: NtpServer = {
    server: '',
    behaviour,
    asked: [],
    async close() {
      closed = true;
      socket.close();
      await once(socket, 'close');
    },
  };
  socket.on('message', (request, { port, address }) => {
    running.asked.push(new Uint8Array(request));
    const { silent, garbage, delayMs = 0 } = running.behaviour;
    if (silent) return;
    if (garbage) socket.send(garbage, port, address);
    const receivedAt = Date.now();
    const send = () => {
      if (!closed) socket.send(reply(request, receivedAt, running.behaviour), port, address);
    };
    if (delayMs > 0) setTimeout(send, delayMs).unref();
    else send();
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  running.server = `127.0.0.1:${socket.address().port}`;
  return running;
}

function reply(request: Buffer, receivedAt: number, behaviour: NtpBehaviour): Buffer {
  const { offsetMs = 0, stratum = 2, leap = 0, kiss = '', rootDelayMs = 2, rootDispersionMs = 1 } = behaviour;
  const packet = Buffer.alloc(48);
  packet[0] = (leap << 6) | (4 << 3) | 4;
  packet[1] = stratum;
  packet.writeInt8(-20, 3);
  packet.writeUInt32BE(Math.round((rootDelayMs / 1000) * 65_536), 4);
  packet.writeUInt32BE(Math.round((rootDispersionMs / 1000) * 65_536), 8);
  packet.write(kiss.slice(0, 4), 12, 'latin1');
  request.copy(packet, 24, 40, 48);
  if (behaviour.otherNonce) packet[24] = (packet[24] ?? 0) ^ 1;
  writeTime(packet, 32, receivedAt + offsetMs);
  writeTime(packet, 40, receivedAt + offsetMs);
  return packet;
}

function writeTime(packet: Buffer, offset: number, milliseconds: number): void {
  const seconds = milliseconds / 1000 + SECONDS_1900_TO_1970;
  packet.writeUInt32BE(Math.floor(seconds) % 2 ** 32, offset);
  packet.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), offset + 4);
}
