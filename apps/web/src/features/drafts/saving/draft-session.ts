import { hasCode, mayRetry } from '#client/api-error.ts';
import {
  contentOf,
  type Draft,
  type DraftContent,
  type DraftDocument,
  type DraftPart,
  type Missing,
} from '../draft.ts';
import { faultsOf } from './draft-faults.ts';
import type { DraftMemory } from './draft-memory.ts';

type Answer = { version: number; missing: Missing[] };

/** How a session talks to the server. Each save names the version it replaces. */
export type DraftApi = {
  read(): Promise<Draft>;
  save: { [P in DraftPart]: (value: DraftContent[P], version: number) => Promise<Answer> };
};

/**
 * `refused`: something typed cannot be saved as it is. `conflict`: the draft was changed elsewhere.
 */
export type Saving = 'saved' | 'saving' | 'offline' | 'refused' | 'conflict';

export type DraftSnapshot = {
  content: DraftContent;
  documents: DraftDocument[];
  missing: Missing[];
  saving: Saving;
  /** What the server said when it refused a part. */
  refusals: Partial<Record<DraftPart, unknown>>;
};

export type DraftSession = ReturnType<typeof openDraftSession>;

export type DraftSessionOptions = {
  draft: Draft;
  api: DraftApi;
  memory: DraftMemory;
  now?: () => Date;
  /** Between the last key and the saving. */
  pauseMs?: number;
  retryMs?: number;
};

const ORDER: readonly DraftPart[] = ['details', 'parties', 'controls'];
const LONGEST_RETRY_MS = 30_000;

/**
 * A draft that is being edited: what stands on the page, and its way to the server. Saves by itself, one part after the
 * other, so that an older version never arrives last; keeps in the tab what isn't saved yet; tries again when the server
 * cannot be reached; and never overwrites what somebody else has saved meanwhile without being told to.
 */
export function openDraftSession(options: DraftSessionOptions) {
  const { api, memory, now = () => new Date(), pauseMs = 600, retryMs = 2_000 } = options;
  let version = options.draft.version;
  let snapshot: DraftSnapshot = {
    content: contentOf(options.draft),
    documents: options.draft.documents,
    missing: options.draft.missing,
    saving: 'saved',
    refusals: {},
  };
  let theirs: Draft | undefined;
  let running: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryIn = retryMs;
  const dirty = new Set<DraftPart>();
  const listeners = new Set<() => void>();

  const show = (change: Partial<DraftSnapshot>) => {
    snapshot = { ...snapshot, ...change };
    for (const listener of listeners) listener();
  };
  const remember = () => {
    if (dirty.size === 0) memory.forget();
    else memory.keep({ version, dirty: [...dirty], content: snapshot.content });
  };

  /** Parts that wait and that the server would take as they are. */
  const sendable = () =>
    ORDER.find(
      (part) =>
        dirty.has(part) &&
        !(part in snapshot.refusals) &&
        faultsOf(part, snapshot.content, now()).length === 0,
    );

  function schedule(after: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush().catch(() => undefined), after);
  }

  function change<P extends DraftPart>(part: P, value: DraftContent[P]): void {
    const refusals = { ...snapshot.refusals };
    delete refusals[part];
    dirty.add(part);
    show({ content: { ...snapshot.content, [part]: value }, refusals });
    remember();
    if (snapshot.saving === 'conflict') return;
    show({ saving: sendable() ? 'saving' : 'refused' });
    schedule(pauseMs);
  }

  /** Saves what waits, now. Rejects with the cause when something could not be saved. */
  function flush(): Promise<void> {
    clearTimeout(timer);
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function run(): Promise<void> {
    if (snapshot.saving === 'conflict') throw new Error('the draft was changed elsewhere');
    for (let part = sendable(); part; part = sendable()) {
      show({ saving: 'saving' });
      dirty.delete(part);
      try {
        const answer = await send(part);
        version = answer.version;
        retryIn = retryMs;
        show({ missing: answer.missing });
      } catch (error) {
        dirty.add(part);
        await meet(error, part);
      }
    }
    remember();
    show({ saving: dirty.size > 0 ? 'refused' : 'saved' });
    if (dirty.size > 0) throw firstRefusal();
  }

  const send = <P extends DraftPart>(part: P) => api.save[part](snapshot.content[part], version);
  const firstRefusal = () =>
    Object.values(snapshot.refusals)[0] ?? new Error('something typed cannot be saved');

  /** Goes on when the other parts can still be saved, or when the save had arrived after all; else throws. */
  async function meet(error: unknown, part: DraftPart): Promise<void> {
    remember();
    if (hasCode(error, 'CONFLICT')) return reconcile();
    if (!mayRetry(error)) return show({ refusals: { ...snapshot.refusals, [part]: error } });
    show({ saving: 'offline' });
    schedule(retryIn);
    retryIn = Math.min(retryIn * 2, LONGEST_RETRY_MS);
    throw error;
  }

  async function reconcile(): Promise<void> {
    const fresh = await api.read();
    if (sameContent(contentOf(fresh), snapshot.content)) {
      // Ours: only its answer was lost.
      dirty.clear();
      return adopt(fresh);
    }
    theirs = fresh;
    show({ saving: 'conflict' });
    throw new Error('the draft was changed elsewhere');
  }

  /** Takes what the server has for everything that isn't waiting to be saved. */
  function adopt(fresh: Draft): void {
    version = fresh.version;
    const saved = contentOf(fresh);
    const content = { ...saved };
    if (dirty.has('details')) content.details = snapshot.content.details;
    if (dirty.has('parties')) content.parties = snapshot.content.parties;
    if (dirty.has('controls')) content.controls = snapshot.content.controls;
    show({ content, documents: fresh.documents, missing: fresh.missing });
  }

  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    snapshot: () => snapshot,
    change,
    flush,
    isDirty: () => dirty.size > 0,

    /** Does something on the server that changes the draft there, and shows what came of it. */
    async act<T>(work: () => Promise<T>): Promise<T> {
      await flush();
      const result = await work();
      adopt(await api.read());
      return result;
    },

    /** Reads anew what happened on the server beside the saving: documents that were added, say. */
    async refresh(): Promise<void> {
      const fresh = await api.read();
      if (fresh.version === version || dirty.size === 0) return adopt(fresh);
      // Something waits to be saved over a version that may be another's: the save itself finds out.
      show({ documents: fresh.documents });
    },

    /** What was typed before the page was loaded anew; older than what the server has, it is a conflict to decide on. */
    recall(): void {
      const kept = memory.recall();
      if (!kept) return;
      for (const part of kept.dirty) dirty.add(part);
      if (kept.version === version) {
        const content = { ...snapshot.content };
        if (dirty.has('details')) content.details = kept.content.details;
        if (dirty.has('parties')) content.parties = kept.content.parties;
        if (dirty.has('controls')) content.controls = kept.content.controls;
        show({ content, saving: 'saving' });
        schedule(0);
        return;
      }
      if (sameContent(snapshot.content, kept.content)) {
        dirty.clear();
        remember();
        return;
      }
      theirs = options.draft;
      show({ content: kept.content, saving: 'conflict' });
    },

    /** Out of a conflict: shows what the server has and drops what was typed here. */
    takeTheirs(): void {
      if (!theirs) return;
      dirty.clear();
      show({ saving: 'saved', refusals: {} });
      adopt(theirs);
      theirs = undefined;
      remember();
    },

    /** Out of a conflict: what stands here replaces what the server has, as far as its documents are still there. */
    keepMine(): void {
      if (!theirs) return;
      version = theirs.version;
      const { documents } = theirs;
      const parties = new Set(snapshot.content.parties.map((party) => party.id));
      const controls = snapshot.content.controls.filter(
        (control) =>
          parties.has(control.participantId) && documents.some((each) => each.id === control.documentId),
      );
      for (const part of ORDER) dirty.add(part);
      show({ documents, content: { ...snapshot.content, controls }, saving: 'saving' });
      theirs = undefined;
      remember();
      schedule(0);
    },

    /** The network is back. */
    retry(): void {
      if (snapshot.saving === 'offline') schedule(0);
    },

    /** Nothing is left to be saved: the draft was sent or deleted. */
    end(): void {
      clearTimeout(timer);
      dirty.clear();
      memory.forget();
    },
  };
}

/** As both are saved: trimmed, addresses in lower case, controls in any order. */
function sameContent(a: DraftContent, b: DraftContent): boolean {
  return normal(a) === normal(b);
}

function normal({ details, parties, controls }: DraftContent): string {
  const deadline = details.deadline && new Date(details.deadline).toISOString();
  const people = parties.map((party) =>
    party.kind === 'self'
      ? party
      : { ...party, name: party.name.trim(), email: party.email.trim().toLowerCase() },
  );
  const round = (value: number) => Math.round(value * 1000);
  const placed = controls
    .map((control) => ({
      ...control,
      x: round(control.x),
      y: round(control.y),
      width: round(control.width),
      height: round(control.height),
      label: control.label || null,
    }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  const { title, message, ordering } = details;
  return JSON.stringify([title.trim(), message.trim(), deadline, ordering, people, placed], sortedKeys);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
