'use client';

import { useEffect, useMemo, useState } from 'react';
import { ownControls, type Phase, phaseOf, type SigningControl, type SigningView } from './signing-view.ts';
import { type Challenge, type FilledIn, nothingFilled, tabMemory } from './tab-memory.ts';
import { signatureInput, type WrittenSignature } from './written-signature.ts';

export type Signing = ReturnType<typeof useSigning>;

/** While one still has something to sign, or is signing. */
const kept: Phase[] = ['sign', 'waiting', 'running', 'failed'];

/** What the server refused about one place, until it is changed. */
export type Fault = { controlId: string; text: string };

/** What the signer has filled in so far. One seal and one signature serve all their places. */
export function useSigning(view: SigningView) {
  const [filled, change] = useRemembered(view);
  const [fault, setFault] = useState<Fault>();
  const controls = useMemo(() => ownControls(view), [view]);
  const seal = view.seals.find((each) => each.id === filled.sealId);
  const { signature, values, challenge } = filled;
  const isFilled = (control: SigningControl): boolean => {
    if (fault?.controlId === control.id) return false;
    if (control.kind === 'seal') return seal !== undefined;
    if (control.kind === 'signature') return signature !== undefined;
    return control.kind === 'date' || (values[control.id] ?? '').trim() !== '';
  };
  const open = controls.filter(
    (control) => !isFilled(control) && (control.required || control.kind !== 'text'),
  );
  return {
    controls,
    open,
    seal,
    signature,
    values,
    challenge,
    fault,
    isFilled,
    setFault,
    setSeal: ({ id }: { id: string }) => change({ sealId: id }),
    setSignature: (made: WrittenSignature) => change({ signature: made }),
    setChallenge: (sent: Challenge | undefined) => change({ challenge: sent }),
    setValue: (controlId: string, text: string) => {
      setFault((before) => (before?.controlId === controlId ? undefined : before));
      change((before) => ({ values: { ...before.values, [controlId]: text } }));
    },
    /** As `sign` takes it. */
    input: {
      ...(seal ? { sealId: seal.id, sealVersion: seal.version } : {}),
      ...signatureInput(signature),
      values,
    },
  };
}

type Change = Partial<FilledIn> | ((before: FilledIn) => Partial<FilledIn>);

/** Kept in the tab until it is signed or over. Read after the first drawing, which must be the server's. */
function useRemembered(view: SigningView) {
  const [filled, setFilled] = useState<FilledIn>();
  const participantId = view.me.id;
  const over = !kept.includes(phaseOf(view));
  useEffect(() => setFilled(tabMemory(participantId, sessionStorage).read()), [participantId]);
  useEffect(() => {
    const memory = tabMemory(participantId, sessionStorage);
    if (over) memory.clear();
    else if (filled) memory.write(filled);
  }, [participantId, over, filled]);
  const change = (part: Change) =>
    setFilled((known) => {
      const before = known ?? nothingFilled;
      return { ...before, ...(typeof part === 'function' ? part(before) : part) };
    });
  return [filled ?? nothingFilled, change] as const;
}
