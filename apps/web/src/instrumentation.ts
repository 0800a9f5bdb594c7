import { notePeerAddresses } from './server/peer-address.ts';

/** Next.js calls this once when the server starts, before the first request. */
export function register(): void {
  notePeerAddresses();
}
