'use client';

import { useEffect, useRef, useState } from 'react';
import { useWatch } from 'react-hook-form';
import { useApiMutation, useApiQuery } from '#client/api-hooks.ts';
import { useZodForm } from '#client/zod-form.ts';
import type { ContractDetail } from './contract-detail.ts';
import { type DraftValues, draftForm } from './draft-form.ts';
import { forgetDraft, recallDraft, rememberDraft } from './draft-memory.ts';

const PAUSE_MS = 700;

export type Saving = 'saved' | 'saving' | 'unfinished' | 'failed';

/**
 * The draft's form, saved by itself whenever it is complete; what isn't complete is kept in the tab, so that reloading
 * loses nothing. After each saving the default places are put anew and the contract is read again.
 */
export function useDraft(initial: ContractDetail, saved: DraftValues) {
  const contractId = initial.id;
  const form = useZodForm(draftForm, saved);
  const values = useWatch({ control: form.control }) as DraftValues;
  const [savedText, setSavedText] = useState(() => (initial.controls.length > 0 ? textOf(saved) : undefined));
  const contract = useApiQuery(['contracts', contractId], (api) => api.contracts.get.query({ contractId }), {
    initialData: initial,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const save = useApiMutation((api, text: string) => {
    const store = async () => {
      const { title, ...parties } = draftForm.parse(JSON.parse(text));
      await api.contracts.update.mutate({ contractId, title });
      await api.contracts.setParties.mutate({ contractId, ...parties });
      await api.contracts.placeDefaultControls.mutate({ contractId });
      await contract.refetch();
      setSavedText(text);
    };
    // One after the other: an older version must not arrive last.
    const stored = queue.current.then(store, store);
    queue.current = stored;
    return stored;
  });
  useRecalled(contractId, form);

  const text = textOf(values);
  const pending = text !== undefined && text !== savedText;
  const isSaved = text !== undefined && !pending;
  const { mutate, isPending } = save;
  const refused = save.isError && save.variables === text;
  useEffect(() => {
    if (isSaved) forgetDraft(contractId);
    else rememberDraft(contractId, values);
  }, [contractId, isSaved, values]);
  useEffect(() => {
    if (!pending || isPending || refused) return;
    const timer = setTimeout(() => mutate(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [pending, isPending, refused, mutate, text]);

  const send = useApiMutation(
    async (api) => {
      if (pending) await save.mutateAsync(text);
      await api.contracts.send.mutate({ contractId });
    },
    { invalidates: [['contracts']], onSuccess: () => forgetDraft(contractId) },
  );
  return { form, values, contract: contract.data ?? initial, save, send, saving: savingOf() };

  function savingOf(): Saving {
    if (text === undefined) return 'unfinished';
    if (refused) return 'failed';
    return pending || isPending ? 'saving' : 'saved';
  }
}

/** What would be saved, or undefined while the form isn't complete. */
function textOf(values: DraftValues): string | undefined {
  const parsed = draftForm.safeParse(values);
  return parsed.success ? JSON.stringify(parsed.data) : undefined;
}

/** Once, after the first rendering (the server knows nothing of the tab): what was typed before a reload. */
function useRecalled(contractId: string, form: { reset: (values: DraftValues) => void }): void {
  const done = useRef(false);
  useEffect(() => {
    if (done.current) return;
    done.current = true;
    const recalled = recallDraft(contractId);
    if (recalled) form.reset(recalled);
  }, [contractId, form]);
}
