import { randomBytes } from 'node:crypto';
import type { NetworkTime, TimeSample } from '../contract/host.ts';
import { createAddressPolicy } from '../egress/address-policy.ts';
import type { ResolvedAddress } from '../egress/exchange.ts';
import { permittedAddresses, resolveBySystem, unlessAborted } from '../egress/permitted-addresses.ts';
import { PluginError } from '../errors.ts';
import { exchangeDatagram } from './exchange-datagram.ts';
import { type NtpReply, ntpRequest, readNtpReply } from './ntp-packet.ts';
import { type ServerAddress, serverAddress } from './server-address.ts';

export type NetworkTimeOptions = {
  /** Hosts, addresses and networks that may be asked although they aren't public. */
  allow: readonly string[];
  /** The clock that answers are held against. */
  clock(): Date;
  /** Milliseconds of a clock that nobody sets. */
  monotonic(): number;
  /** One question, name resolution included; default 3 s. */
  timeoutMs?: number;
  /** Name resolution; the system's by default. */
  resolve?: (host: string) => Promise<ResolvedAddress[]>;
};

/** The client for NTP (RFC 5905 in its simple form, §14). It has the egress client's policy on addresses, and asks whom it is told only. */
export function createNetworkTime(options: NetworkTimeOptions): NetworkTime {
  const policy = createAddressPolicy(options.allow);
  const resolve = options.resolve ?? resolveBySystem;
  const limit = options.timeoutMs ?? 3000;
  return {
    async query({ server, timeoutMs = limit }) {
      const target = serverAddress(server);
      const signal = AbortSignal.timeout(Math.min(timeoutMs, limit));
      try {
        const addresses = await unlessAborted(permittedAddresses(target.host, policy, resolve), signal);
        return await sampleOf(options, target, addresses, signal);
      } catch (error) {
        if (error instanceof PluginError) throw error;
        throw new PluginError('NTP_TIMEOUT', `The time server ${server} did not answer. Try again later.`, {
          retryable: true,
          cause: error,
        });
      }
    },
  };
}

async function sampleOf(
  { clock, monotonic }: NetworkTimeOptions,
  target: ServerAddress,
  addresses: ResolvedAddress[],
  signal: AbortSignal,
): Promise<TimeSample> {
  const nonce = new Uint8Array(randomBytes(8));
  const [sentAt, sentOn] = [clock().getTime(), monotonic()];
  const { reply, arrivedOn } = await exchangeDatagram({
    addresses,
    port: target.port,
    payload: ntpRequest(nonce),
    accept: (packet) => {
      const read = readNtpReply(packet, nonce);
      return read && { reply: read, arrivedOn: monotonic() };
    },
    signal,
  });
  checkUsable(reply, target);
  const elapsed = arrivedOn - sentOn;
  return { ...measure(reply, sentAt, elapsed), stratum: reply.stratum };
}

/** RFC 5905 §8: offset ((T2−T1)+(T3−T4))/2, delay (T4−T1)−(T3−T2); §11.2: half of all delays and all dispersion is the distance. */
function measure(reply: NtpReply, sentAt: number, elapsed: number): Omit<TimeSample, 'stratum'> {
  const arrivedAt = sentAt + elapsed;
  const delay = Math.max(0, elapsed - (reply.sentAt - reply.receivedAt));
  return {
    offsetMs: (reply.receivedAt - sentAt + (reply.sentAt - arrivedAt)) / 2,
    distanceMs:
      delay / 2 + reply.rootDelayMs / 2 + reply.rootDispersionMs + reply.precisionMs + CLOCK_RESOLUTION_MS,
  };
}

/** A Date has whole milliseconds. */
const CLOCK_RESOLUTION_MS = 1;

function checkUsable(reply: NtpReply, { host }: ServerAddress): void {
  if (reply.stratum === 0) {
    throw new PluginError(
      'NTP_REFUSED',
      `The time server ${host} does not want to be asked (${reply.reference || 'no reason given'}). Configure another.`,
      { retryable: reply.reference === 'RATE' },
    );
  }
  if (reply.leap === 3 || reply.stratum > 15 || reply.sentAt < reply.receivedAt) {
    throw new PluginError('NTP_UNSYNCHRONISED', `The time server ${host} does not know the time itself.`, {
      retryable: true,
    });
  }
}
