'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useApi } from '#client/api-provider.tsx';
import { useDraft } from './draft-context.tsx';
import { placeOf } from './draft-step.ts';

export type Sending = { isBusy: boolean; error: unknown; send: () => void };

/** Sends the draft once everything is saved, and goes to the contract; leads to what is missing instead, if something is. */
export function useSending(): Sending {
  const { client } = useApi();
  const { contractId, lead, session, slug } = useDraft();
  const queries = useQueryClient();
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async () => {
    await session.flush();
    const [first] = session.snapshot().missing;
    if (first) {
      lead(placeOf(first));
      return setBusy(false);
    }
    await client.contracts.send.mutate({ contractId });
    session.end();
    await queries.invalidateQueries({ queryKey: ['contracts'] });
    router.push(`/t/${slug}/contracts/${contractId}`);
  };
  const send = () => {
    setBusy(true);
    setError(undefined);
    run().catch((cause: unknown) => {
      setError(cause);
      setBusy(false);
      // What the server found missing shows in the list.
      void session.refresh().catch(() => undefined);
    });
  };
  return { isBusy, error, send };
}
