import { isIPv6 } from 'node:net';
import { PluginError } from '../errors.ts';

export type ServerAddress = { host: string; port: number };

const NTP_PORT = 123;

/**
 * A time server as configured: a name or address, with a port after a colon if it isn't 123; IPv6 with a port in brackets.
 * @throws PluginError NTP_SERVER
 */
export function serverAddress(text: string): ServerAddress {
  if (isIPv6(text)) return { host: text, port: NTP_PORT };
  const [, bracketed, plain, digits] =
    text.match(/^(?:\[([^\]]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits ?? NTP_PORT);
  const isSound = host !== undefined && (bracketed === undefined || isIPv6(bracketed));
  if (isSound && port > 0 && port < 65_536) return { host: host.toLowerCase(), port };
  throw new PluginError(
    'NTP_SERVER',
    'A time server is a name or address, perhaps with a port: ntp.example.org:123.',
  );
}
