'use client';

import { type RefObject, useEffect, useRef } from 'react';

/**
 * Leads to the first field at fault whenever saving was tried or refused: it may lie far above the button.
 * @param tries how often saving was tried
 * @param refusal what the server refused last
 */
export function useFocusFault(tries: number, refusal: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked for anew at each try and each refusal
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries, refusal]);
  return form;
}
