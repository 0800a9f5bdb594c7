import { z } from 'zod';
import type { DraftValues } from './draft-form.ts';

/** Loose: what is remembered may be unfinished. */
const remembered = z.object({
  title: z.string(),
  ordering: z.enum(['sequential', 'unordered']),
  parties: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('self') }),
      z.object({
        kind: z.literal('person'),
        name: z.string(),
        email: z.string(),
        locale: z.enum(['zh-CN', 'en']),
      }),
    ]),
  ),
});

const keyOf = (contractId: string) => `draft/${contractId}`;

/** Keeps what was typed but isn't complete enough to be saved: for this tab, until it is closed or the draft is sent. */
export function rememberDraft(contractId: string, values: DraftValues): void {
  sessionStorage.setItem(keyOf(contractId), JSON.stringify(values));
}

export function recallDraft(contractId: string): DraftValues | undefined {
  const text = sessionStorage.getItem(keyOf(contractId));
  const parsed = remembered.safeParse(text === null ? undefined : JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}

export function forgetDraft(contractId: string): void {
  sessionStorage.removeItem(keyOf(contractId));
}
