/** What an NTP server says of itself and of the time (RFC 5905 §7.3). Milliseconds; times since 1970, with fractions. */
export type NtpReply = {
  /** 3: the server's own clock isn't synchronised. */
  leap: number;
  /** 1 to 15; 0: a kiss of death, whose code is in `reference`; 16: not synchronised. */
  stratum: number;
  /** Four octets as text: a kiss code, or what a server of stratum 1 listens to. */
  reference: string;
  rootDelayMs: number;
  rootDispersionMs: number;
  precisionMs: number;
  receivedAt: number;
  sentAt: number;
};

const PACKET_OCTETS = 48;
/** Leap indicator 0, version 4, mode 3: a client. */
const CLIENT_HEADER = 0x23;
const SERVER_MODE = 4;
const ORIGIN = 24;
const TRANSMIT = 40;
const SECONDS_1900_TO_1970 = 2_208_988_800;

/**
 * A client's packet. Where the time of sending would stand there is a nonce: the server repeats it, nobody else knows it,
 * and it tells nobody what our clock says (draft-ietf-ntp-data-minimization).
 * @param nonce 8 random octets
 */
export function ntpRequest(nonce: Uint8Array): Uint8Array {
  const packet = new Uint8Array(PACKET_OCTETS);
  packet[0] = CLIENT_HEADER;
  packet.set(nonce, TRANSMIT);
  return packet;
}

/** The answer to the request with this nonce; undefined for anything else that arrives (RFC 5905 §8: bogus packets are dropped). */
export function readNtpReply(packet: Uint8Array, nonce: Uint8Array): NtpReply | undefined {
  if (packet.length < PACKET_OCTETS) return undefined;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const header = view.getUint8(0);
  const version = (header >> 3) & 7;
  if ((header & 7) !== SERVER_MODE || version < 3 || version > 4) return undefined;
  if (Buffer.compare(packet.subarray(ORIGIN, ORIGIN + 8), nonce) !== 0) return undefined;
  return {
    leap: header >> 6,
    stratum: view.getUint8(1),
    reference: Buffer.from(packet.subarray(12, 16))
      .toString('latin1')
      .replace(/[^\x20-\x7e]/g, ''),
    rootDelayMs: shortFormat(view, 4),
    rootDispersionMs: shortFormat(view, 8),
    precisionMs: 2 ** view.getInt8(3) * 1000,
    receivedAt: timestamp(view, 32),
    sentAt: timestamp(view, TRANSMIT),
  };
}

/** 16.16 fixed point seconds. */
function shortFormat(view: DataView, offset: number): number {
  return (view.getUint32(offset) / 2 ** 16) * 1000;
}

/** Seconds since 1900 in 32 bits that run over in 2036: with the highest bit clear it is the era after (RFC 4330 §3). */
function timestamp(view: DataView, offset: number): number {
  const seconds = view.getUint32(offset);
  const era = seconds < 2 ** 31 ? 2 ** 32 : 0;
  const fraction = view.getUint32(offset + 4) / 2 ** 32;
  return (seconds + era - SECONDS_1900_TO_1970 + fraction) * 1000;
}
