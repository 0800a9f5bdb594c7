import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { PluginError } from '../errors.ts';
import type { AddressPolicy } from './address-policy.ts';
import type { ResolvedAddress } from './exchange.ts';

/** All addresses of the host, or an error if any of them is not permitted: a mixed answer is an attempt, not a choice. */
export async function permittedAddresses(
  host: string,
  policy: AddressPolicy,
  resolve: (host: string) => Promise<ResolvedAddress[]>,
): Promise<ResolvedAddress[]> {
  const family = isIP(host);
  const addresses: ResolvedAddress[] = family
    ? [{ address: host, family: family === 6 ? 6 : 4 }]
    : await resolve(host).catch((cause) => {
        throw new PluginError(
          'EGRESS_DNS',
          `The name ${host} could not be resolved. Check it, and the name server.`,
          {
            retryable: true,
            cause,
          },
        );
      });
  if (addresses.length === 0) {
    throw new PluginError('EGRESS_DNS', `The name ${host} has no address. Check it.`, { retryable: true });
  }
  if (policy.namesHost(host)) return addresses;
  const refused = addresses.find(({ address }) => !policy.permits(address));
  if (!refused) return addresses;
  throw new PluginError(
    'EGRESS_ADDRESS_REFUSED',
    `${host} is at ${refused.address}, which is not a public address. If providers may call it, the operator adds it to the allowed addresses.`,
  );
}

export async function resolveBySystem(host: string): Promise<ResolvedAddress[]> {
  const found = await systemLookup(host, { all: true, verbatim: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

/** `promise`, given up as soon as the signal fires: name resolution itself can't be cancelled. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    promise.catch(() => undefined);
  }
}
