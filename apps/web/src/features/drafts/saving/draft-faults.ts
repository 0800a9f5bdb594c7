import type { DraftContent, DraftPart } from '../draft.ts';

/** As core has it; a test holds both against the same words. */
const LIMITS = { title: 120, message: 2000, name: 60, email: 254, label: 60 };

/** What PostgreSQL, evidence or readers cannot bear: control characters, and what turns the direction of a text. */
const UNWELCOME = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

export type DraftFault = {
  /** `title`, `message`, `deadline`, `{partyId}/name`, `{partyId}/email`, `{controlId}/label`. */
  at: string;
  key: 'tooLong' | 'invalid' | 'deadline';
  values: Record<string, number>;
};

/** What the server would refuse: said beside the field, and kept in the tab until it is mended. */
export function faultsOf(part: DraftPart, content: DraftContent, now: Date): DraftFault[] {
  if (part === 'details') {
    const { title, message, deadline } = content.details;
    return [
      ...faultOfText('title', title, LIMITS.title),
      ...faultOfText('message', message.replaceAll(/[\t\r\n]/g, ' '), LIMITS.message),
      ...(deadline === null || isPossible(deadline, now)
        ? []
        : [{ at: 'deadline', key: 'deadline' as const, values: {} }]),
    ];
  }
  if (part === 'parties') {
    return content.parties.flatMap((party) =>
      party.kind === 'self'
        ? []
        : [
            ...faultOfText(`${party.id}/name`, party.name, LIMITS.name),
            ...faultOfText(`${party.id}/email`, party.email, LIMITS.email),
          ],
    );
  }
  return content.controls.flatMap((control) =>
    faultOfText(`${control.id}/label`, control.label ?? '', LIMITS.label),
  );
}

function faultOfText(at: string, text: string, length: number): DraftFault[] {
  const trimmed = text.normalize('NFC').trim();
  if (trimmed.length > length) return [{ at, key: 'tooLong', values: { length } }];
  return UNWELCOME.test(trimmed) ? [{ at, key: 'invalid', values: {} }] : [];
}

const YEAR_MS = 367 * 86_400_000;

/** Between now and a year from now. */
function isPossible(deadline: string, now: Date): boolean {
  const ahead = new Date(deadline).getTime() - now.getTime();
  return ahead > 0 && ahead <= YEAR_MS;
}
