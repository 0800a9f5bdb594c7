// What is done with private keys in the clear, in a thread of its own: outside it they exist sealed only. It loads
// nothing but what it needs, so that it starts quickly and stays small.

import type { KeyAlgorithm } from '@chopmark/crypto';
import { generateKeyPair } from '@chopmark/crypto/generate-key-pair';
import { signWithKey } from '@chopmark/crypto/sign-with-key';
import { sealValue, unsealValue } from '../secrets/sealed-value.ts';

/** A data key and what a private key is sealed for. The key is overwritten after its use here. */
export type Sealing = { key: Uint8Array; version: number; aad: Uint8Array };

export type KeyOutcome<T> = { ok: true; value: T } | { ok: false; code: string; message: string };

type Made = { publicKey: Uint8Array; sealed: Uint8Array };

/** Makes a key pair; its private half leaves sealed. */
export const make = guarded(
  async ({ algorithm, sealing }: { algorithm: KeyAlgorithm; sealing: Sealing }): Promise<Made> => {
    const { publicKey, privateKey } = await generateKeyPair(algorithm);
    return using([privateKey, sealing.key], () => ({
      publicKey,
      sealed: sealValue(sealing, privateKey, sealing.aad),
    }));
  },
);

/** Opens a sealed private key and seals it for somebody else. */
export const pass = guarded(({ sealed, from, to }: { sealed: Uint8Array; from: Sealing; to: Sealing }) =>
  using([from.key, to.key], () => {
    const privateKey = unsealValue(from.key, sealed, from.aad);
    return using([privateKey], () => sealValue(to, privateKey, to.aad));
  }),
);

type Signing = { sealed: Uint8Array; sealing: Sealing; algorithm: KeyAlgorithm; data: Uint8Array };

/** One signature over `data`. */
export const sign = guarded(({ sealed, sealing, algorithm, data }: Signing) =>
  using([sealing.key], () => {
    const privateKey = unsealValue(sealing.key, sealed, sealing.aad);
    return using([privateKey], () => signWithKey(privateKey, algorithm, data));
  }),
);

/** Nothing; a call means that the thread is there. */
export const wake = guarded(() => true);

/** Secrets are overwritten whatever happens. What OpenSSL holds of a key it frees when the key object is collected. */
function using<T>(secrets: readonly Uint8Array[], work: () => T): T {
  try {
    return work();
  } finally {
    for (const secret of secrets) secret.fill(0);
  }
}

/** Errors lose their class between threads; the messages of these never quote a key. */
function guarded<I, O>(task: (input: I) => O | Promise<O>) {
  return async (input: I): Promise<KeyOutcome<O>> => {
    try {
      return { ok: true, value: await task(input) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const code = 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL';
      return { ok: false, code, message: error.message };
    }
  };
}
