import { CoreError } from '../errors.ts';

export type AddressLimit = {
  /** Counts one request. @throws CoreError RATE_LIMITED when the address has had its share */
  count(address: string | undefined, now: Date): void;
};

/** Old entries are looked through when there are this many. */
const CROWD = 10_000;

/**
 * So many requests an address in a window of time, for one process. An address that is not known is not limited: it
 * would stand for everybody.
 */
export function addressLimit({ times, minutes }: { times: number; minutes: number }): AddressLimit {
  const windows = new Map<string, { since: number; count: number }>();
  const length = minutes * 60_000;
  return {
    count(address, now) {
      if (address === undefined) return;
      const at = now.getTime();
      if (windows.size >= CROWD) {
        for (const [key, { since }] of windows) if (since + length <= at) windows.delete(key);
      }
      const known = windows.get(address);
      const window = known && known.since + length > at ? known : { since: at, count: 0 };
      window.count++;
      windows.set(address, window);
      if (window.count > times) {
        throw new CoreError('RATE_LIMITED', 'too many requests came from this address; wait a while', {
          params: { minutes: Math.max(1, Math.ceil((window.since + length - at) / 60_000)) },
        });
      }
    },
  };
}
