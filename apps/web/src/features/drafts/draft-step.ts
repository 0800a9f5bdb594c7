import type { Missing } from './draft.ts';

export const draftSteps = ['files', 'parties', 'controls', 'check'] as const;
export type DraftStep = (typeof draftSteps)[number];

export const parseStep = (value: string | string[] | undefined): DraftStep =>
  draftSteps.find((step) => step === value) ?? 'files';

export type Place = { step: DraftStep | undefined /** Value of the `data-focus` to go to. */; focus: string };

/** Where on the page a missing thing is mended. The title stands over all steps. */
export function placeOf({ code, partyId = '', documentId = '' }: Missing): Place {
  switch (code) {
    case 'TITLE_MISSING':
      return { step: undefined, focus: 'title' };
    case 'DOCUMENT_MISSING':
      return { step: 'files', focus: 'files' };
    case 'PARTY_MISSING':
      return { step: 'parties', focus: 'add-person' };
    case 'PARTY_NAME_MISSING':
      return { step: 'parties', focus: `party/${partyId}/name` };
    case 'PARTY_EMAIL_MISSING':
    case 'PARTY_EMAIL_INVALID':
    case 'PARTY_EMAIL_TWICE':
      return { step: 'parties', focus: `party/${partyId}/email` };
    case 'PARTY_MEMBER_UNABLE':
      return { step: 'parties', focus: `party/${partyId}/member` };
    case 'PLACE_MISSING':
      return { step: 'controls', focus: `place/${partyId}/${documentId}` };
    case 'DEADLINE_PAST':
      return { step: 'check', focus: 'deadline' };
  }
}

/** How many things are missing in each step. The title counts where it is seen last. */
export function missingByStep(missing: readonly Missing[]): Record<DraftStep, number> {
  const counts = { files: 0, parties: 0, controls: 0, check: 0 };
  for (const each of missing) counts[placeOf(each).step ?? 'files']++;
  return counts;
}
