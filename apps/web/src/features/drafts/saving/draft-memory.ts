import { z } from 'zod';
import type { DraftContent, DraftPart } from '../draft.ts';

const party = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('self'), id: z.string(), membershipId: z.string() }),
  z.object({
    kind: z.literal('person'),
    id: z.string(),
    name: z.string(),
    email: z.string(),
    locale: z.enum(['zh-CN', 'en']),
  }),
]);

const control = z.object({
  id: z.string(),
  documentId: z.string(),
  participantId: z.string(),
  kind: z.enum(['signature', 'seal', 'date', 'text']),
  page: z.number(),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  label: z.string().nullable(),
  required: z.boolean(),
  fontSize: z.number().nullable(),
});

const remembered = z.object({
  version: z.number(),
  dirty: z.array(z.enum(['details', 'parties', 'controls'])),
  content: z.object({
    details: z.object({
      title: z.string(),
      message: z.string(),
      deadline: z.string().nullable(),
      ordering: z.enum(['sequential', 'unordered']),
    }),
    parties: z.array(party),
    controls: z.array(control),
  }),
});

export type Remembered = { version: number; dirty: DraftPart[]; content: DraftContent };

/** Keeps what isn't saved yet for this tab, until it is saved or the tab is closed. */
export type DraftMemory = {
  keep(what: Remembered): void;
  recall(): Remembered | undefined;
  forget(): void;
};

export function tabMemory(contractId: string): DraftMemory {
  const key = `draft/${contractId}`;
  return {
    keep: (what) => sessionStorage.setItem(key, JSON.stringify(what)),
    recall: () => {
      const text = sessionStorage.getItem(key);
      const parsed = remembered.safeParse(text === null ? undefined : JSON.parse(text));
      return parsed.success ? parsed.data : undefined;
    },
    forget: () => sessionStorage.removeItem(key),
  };
}
