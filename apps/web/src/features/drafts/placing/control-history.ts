import type { DraftControl } from '../draft.ts';

type Controls = DraftControl[];

/** What can be undone and done again. The present stands elsewhere. */
export type History = { past: Controls[]; future: Controls[]; last?: { tag: string; at: number } };

const STEPS = 100;
/** Key after key of the same act is undone as one. */
const TOGETHER_MS = 1_000;

export const emptyHistory: History = { past: [], future: [] };

/** @param tag acts of the same tag that follow each other closely are one step; none: a step of its own */
export function record(
  history: History,
  before: Controls,
  { tag, now }: { tag?: string | undefined; now: number },
): History {
  const { last } = history;
  const goesOn = tag !== undefined && last?.tag === tag && now - last.at < TOGETHER_MS;
  const past = goesOn ? history.past : [...history.past, before].slice(-STEPS);
  return { past, future: [], ...(tag === undefined ? {} : { last: { tag, at: now } }) };
}

export function undo(
  history: History,
  present: Controls,
): { history: History; controls: Controls } | undefined {
  const controls = history.past.at(-1);
  if (!controls) return undefined;
  return {
    controls,
    history: { past: history.past.slice(0, -1), future: [present, ...history.future] },
  };
}

export function redo(
  history: History,
  present: Controls,
): { history: History; controls: Controls } | undefined {
  const [controls, ...future] = history.future;
  if (!controls) return undefined;
  return { controls, history: { past: [...history.past, present], future } };
}
