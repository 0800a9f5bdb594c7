'use client';

import { useEffect } from 'react';
import { useApiMutation, useApiQuery } from '#client/api-hooks.ts';
import { type Phase, phaseOf, type SigningView } from './signing-view.ts';

const BUSY_MS = 700;
const IDLE_MS = 10_000;

/** Read anew all the time: quickly while the signature is being made, slowly otherwise. */
export function useSigningView(initial: SigningView): SigningView {
  const contractId = initial.contract.id;
  const { data } = useApiQuery(['signing', contractId], (api) => api.signing.view.query({ contractId }), {
    initialData: initial,
    refetchInterval: ({ state }) => {
      const phase = phaseOf(state.data ?? initial);
      return phase === 'running' || phase === 'preparing' ? BUSY_MS : IDLE_MS;
    },
  });
  return data ?? initial;
}

/** Tells the sender, once, that the document is before the signer's eyes. */
export function useViewed(contractId: string, phase: Phase): void {
  const { mutate } = useApiMutation((api) => api.signing.markViewed.mutate({ contractId }));
  const toSign = phase === 'sign';
  useEffect(() => {
    if (toSign) mutate();
  }, [toSign, mutate]);
}
