'use client';

import { useRouter } from 'next/navigation';
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useApi } from '#client/api-provider.tsx';
import type { Draft } from './draft.ts';
import type { DraftStep, Place } from './draft-step.ts';
import type { Size } from './placing/page-space.ts';
import { draftApi } from './saving/draft-api.ts';
import { tabMemory } from './saving/draft-memory.ts';
import { type DraftSession, type DraftSnapshot, openDraftSession } from './saving/draft-session.ts';

export type DraftFacts = {
  slug: string;
  enterprise: string;
  /** Who may seal for the enterprise, oneself first. */
  members: readonly { membershipId: string; name: string; isMe: boolean }[];
  /** True size of the seal there is, in points. */
  seal: Size | undefined;
};

type DraftContextValue = DraftFacts & {
  contractId: string;
  session: DraftSession;
  state: DraftSnapshot;
  step: DraftStep;
  goTo: (step: DraftStep) => void;
  /** Opens the step of a place and puts the focus there. */
  lead: (place: Place) => void;
  /** The focus that was asked for and not yet found. */
  wanted: string | undefined;
};

const DraftContext = createContext<DraftContextValue | null>(null);
export const DraftProvider = DraftContext;

export function useDraft(): DraftContextValue {
  const draft = useContext(DraftContext);
  if (!draft) throw new Error('useDraft needs a <DraftProvider> above it');
  return draft;
}

/** The draft of a page: its session, which lives as long as the page, and the step that is open. */
export function useDraftOf(initial: Draft, facts: DraftFacts, firstStep: DraftStep): DraftContextValue {
  const { client } = useApi();
  const contractId = initial.id;
  const [session] = useState(() =>
    openDraftSession({ draft: initial, api: draftApi(client, contractId), memory: tabMemory(contractId) }),
  );
  const state = useSyncExternalStore(session.subscribe, session.snapshot, session.snapshot);
  useSessionLife(session);
  const [step, setStep] = useState(firstStep);
  const [wanted, setWanted] = useState<string>();
  const goTo = useCallback((next: DraftStep) => {
    setStep(next);
    window.history.replaceState(null, '', `?step=${next}`);
  }, []);
  const lead = useCallback(
    (place: Place) => {
      if (place.step) goTo(place.step);
      setWanted(place.focus);
    },
    [goTo],
  );
  useEffect(() => {
    if (wanted === undefined) return;
    const target = document.querySelector<HTMLElement>(`[data-focus="${CSS.escape(wanted)}"]`);
    if (!target) return;
    target.scrollIntoView({ block: 'center' });
    target.focus({ preventScroll: true });
    setWanted(undefined);
  });
  return useMemo(
    () => ({ ...facts, contractId, session, state, step, goTo, lead, wanted }),
    [facts, contractId, session, state, step, goTo, lead, wanted],
  );
}

/** Once, after the first rendering: what was typed before a reload. Then: warns on leaving, saves on going. */
function useSessionLife(session: DraftSession): void {
  const recalled = useRef(false);
  const router = useRouter();
  useEffect(() => {
    if (!recalled.current) session.recall();
    recalled.current = true;
    const warn = (event: BeforeUnloadEvent) => {
      if (session.isDirty()) event.preventDefault();
    };
    const online = () => session.retry();
    window.addEventListener('beforeunload', warn);
    window.addEventListener('online', online);
    return () => {
      window.removeEventListener('beforeunload', warn);
      window.removeEventListener('online', online);
      // Gone to another page of the site: what waits is saved now, what cannot be stays with the tab.
      if (!session.isDirty()) return;
      void session.flush().then(
        () => router.refresh(),
        () => undefined,
      );
    };
  }, [session, router]);
}
