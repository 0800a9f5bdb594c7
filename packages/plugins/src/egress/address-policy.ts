import ipaddr from 'ipaddr.js';
import { PluginError } from '../errors.ts';

export type AddressPolicy = {
  /** True if the operator named this host: then it may resolve to anything. */
  namesHost(host: string): boolean;
  /** True for public unicast addresses and for those the operator allowed. */
  permits(address: string): boolean;
};

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

const globalUnicast = ipaddr.parseCIDR('2000::/3');

/**
 * @param allow host names (`ca.internal`), addresses (`10.1.2.3`) and networks (`10.0.0.0/8`, `fd00::/8`) that the
 *   operator lets providers reach although they aren't public
 * @throws PluginError EGRESS_ALLOW_LIST for an entry that is none of these
 */
export function createAddressPolicy(allow: readonly string[]): AddressPolicy {
  const hosts = new Set<string>();
  const networks: Network[] = [];
  for (const entry of allow) {
    const network = parseNetwork(entry);
    if (network) networks.push(network);
    else hosts.add(parseHost(entry));
  }
  return {
    namesHost: (host) => hosts.has(withoutTrailingDot(host)),
    permits: (text) => {
      if (!ipaddr.isValid(text)) return false;
      const address = ipaddr.process(text);
      return isPublic(address) || networks.some((network) => contains(network, address));
    },
  };
}

/**
 * ipaddr.js calls what it has no name for "unicast", so for IPv6 the assigned global block is asked for as well
 * (RFC 4291 §2.4). Tunnels and translations (6to4, Teredo, NAT64) have names of their own and aren't public here:
 * they could carry a private IPv4 address past the check.
 */
function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || contains(globalUnicast, address);
}

function contains([base, bits]: Network, address: Address): boolean {
  return base.kind() === address.kind() && address.match(base, bits);
}

function parseNetwork(entry: string): Network | undefined {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
  // Only the four-part form: ipaddr.js would also read "1" as an address.
  const bare = entry.replace(/^\[(.*)\]$/, '$1');
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return undefined;
  const address = ipaddr.process(bare);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function parseHost(entry: string): string {
  const host = withoutTrailingDot(entry.toLowerCase());
  const looksLikeAddress = /^[\d.]+$/.test(host);
  if (
    !looksLikeAddress &&
    /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(host)
  ) {
    return host;
  }
  throw new PluginError(
    'EGRESS_ALLOW_LIST',
    `The list of allowed addresses holds "${entry}", which is no host name, address or network. Correct it.`,
  );
}

function withoutTrailingDot(host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host;
}
