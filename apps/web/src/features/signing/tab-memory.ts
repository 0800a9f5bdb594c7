import { z } from 'zod';
import { writtenSignature } from './written-signature.ts';

const challenge = z.object({ challengeId: z.string(), sentTo: z.string(), expiresAt: z.string() });

/** What a signer has filled in and not signed yet. */
export const filledIn = z.object({
  sealId: z.string().optional(),
  signature: writtenSignature.optional(),
  values: z.record(z.string(), z.string()),
  /** The code they were sent. */
  challenge: challenge.optional(),
});

export type FilledIn = z.infer<typeof filledIn>;
export type Challenge = z.infer<typeof challenge>;

export const nothingFilled: FilledIn = { values: {} };

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * Keeps what was filled in for as long as the tab lives, on this device only: a phone throws pages away when one goes to
 * read the mail with the code. What cannot be kept or read is simply filled in again.
 */
export function tabMemory(participantId: string, store: Store) {
  const key = `chopmark:signing:${participantId}`;
  return {
    read(): FilledIn {
      try {
        return filledIn.catch(nothingFilled).parse(JSON.parse(store.getItem(key) ?? '{}'));
      } catch {
        return nothingFilled;
      }
    },
    write(filled: FilledIn): void {
      try {
        store.setItem(key, JSON.stringify(filled));
      } catch {
        store.removeItem(key);
      }
    },
    clear: () => store.removeItem(key),
  };
}
