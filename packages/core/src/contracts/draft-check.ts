import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, type Core, type MemberActor, requireMember } from '../context.ts';
import { emailAddress } from '../people/email-address.ts';
import { loadContract } from './load.ts';
import { requireDraft } from './require-draft.ts';
import { membersWhoMaySign } from './signing-members.ts';

export const missingCodes = [
  'TITLE_MISSING',
  'DOCUMENT_MISSING',
  'PARTY_MISSING',
  'PARTY_NAME_MISSING',
  'PARTY_EMAIL_MISSING',
  'PARTY_EMAIL_INVALID',
  'PARTY_EMAIL_TWICE',
  'PARTY_MEMBER_UNABLE',
  'PLACE_MISSING',
  'DEADLINE_PAST',
] as const;

/** One thing that stands between a draft and its sending, and where it is to be mended. */
const missingSchema = z.object({
  code: z.enum(missingCodes),
  /** JSON pointer (RFC 6901) into the draft, parties and documents by their IDs. */
  pointer: z.string(),
  partyId: z.string().optional(),
  documentId: z.string().optional(),
});

export type Missing = z.infer<typeof missingSchema>;

/** What every change of a draft answers: the version to name with the next one, and what is still missing. */
export const draftStateSchema = z.object({ version: z.number(), missing: z.array(missingSchema) });
export type DraftState = z.infer<typeof draftStateSchema>;

type Rows = Awaited<ReturnType<typeof loadDraftRows>>;

export const loadDraftRows = async (tx: TenantTx, contractId: string) => {
  const loaded = await loadContract(tx, contractId);
  return { ...loaded, able: await membersWhoMaySign(tx, loaded.contract.tenantId) };
};

export const draftCheckInput = z.object({ contractId: z.uuid() });

/**
 * What a draft still lacks before it can be sent: the very list that sending goes by.
 * @throws CoreError NOT_FOUND for a foreign ID, CONTRACT_STATE when it was sent already
 */
export async function draftCheck(ctx: Context, input: z.output<typeof draftCheckInput>): Promise<DraftState> {
  const actor = requireMember(ctx, 'contract.create');
  return draftState(ctx.core, await draftRows(ctx.core, actor, input.contractId));
}

export const draftRows = (core: Core, actor: MemberActor, contractId: string) =>
  core.db.withTenant(actor.tenantId, async (tx) => {
    await requireDraft(tx, contractId, actor);
    return loadDraftRows(tx, contractId);
  });

/** Outside of the transaction: addresses are unsealed. */
export async function draftState(core: Core, rows: Rows): Promise<DraftState> {
  const { contract, documents, participants, controls } = rows;
  const parties = await Promise.all(
    participants.map(async (each) => ({
      id: each.id,
      kind: each.kind === 'member' ? ('self' as const) : ('person' as const),
      name: each.name,
      email: await core.keys.unsealText(contract.tenantId, `participant/${each.id}/email`, each.emailSealed),
      able: each.kind !== 'member' || rows.able.some((member) => member.accountId === each.accountId),
    })),
  );
  const { title, deadline, version } = contract;
  return { version, missing: missingOf({ title, deadline, documents, parties, controls }, core.now()) };
}

type CheckedParty = { id: string; kind: 'self' | 'person'; name: string; email: string; able: boolean };

export type CheckedDraft = {
  title: string;
  deadline: Date | null;
  documents: readonly { id: string }[];
  parties: readonly CheckedParty[];
  controls: readonly { documentId: string; participantId: string; kind: string }[];
};

/** In the order of the page: title, files, parties, places, deadline. */
export function missingOf(draft: CheckedDraft, now: Date): Missing[] {
  const { title, deadline, documents, parties } = draft;
  return [
    ...(title === '' ? [{ code: 'TITLE_MISSING', pointer: '#/title' } as const] : []),
    ...(documents.length === 0 ? [{ code: 'DOCUMENT_MISSING', pointer: '#/documents' } as const] : []),
    ...(parties.length === 0 ? [{ code: 'PARTY_MISSING', pointer: '#/parties' } as const] : []),
    ...parties.flatMap((party) => missingOfParty(party, parties)),
    ...missingPlaces(draft),
    ...(deadline && deadline <= now ? [{ code: 'DEADLINE_PAST', pointer: '#/deadline' } as const] : []),
  ];
}

function missingOfParty(party: CheckedParty, all: readonly CheckedParty[]): Missing[] {
  const lack = (code: Missing['code'], field: string): Missing => ({
    code,
    pointer: `#/parties/${party.id}/${field}`,
    partyId: party.id,
  });
  if (party.kind === 'self') return party.able ? [] : [lack('PARTY_MEMBER_UNABLE', 'membershipId')];
  return [...(party.name === '' ? [lack('PARTY_NAME_MISSING', 'name')] : []), ...emailFault()];

  function emailFault(): Missing[] {
    if (party.email === '') return [lack('PARTY_EMAIL_MISSING', 'email')];
    if (!emailAddress.safeParse(party.email).success) return [lack('PARTY_EMAIL_INVALID', 'email')];
    // One mailbox would get two links and two codes: nobody could tell who of the two has signed.
    const first = all.find((each) => each.kind === 'person' && each.email === party.email);
    return first === party ? [] : [lack('PARTY_EMAIL_TWICE', 'email')];
  }
}

/** Every party signs every document, so each needs a place to sign or seal in each. */
function missingPlaces({ documents, parties, controls }: CheckedDraft): Missing[] {
  const placed = new Set(
    controls
      .filter((control) => control.kind === 'signature' || control.kind === 'seal')
      .map((control) => `${control.documentId}/${control.participantId}`),
  );
  return parties.flatMap((party) =>
    documents
      .filter((document) => !placed.has(`${document.id}/${party.id}`))
      .map((document) => ({
        code: 'PLACE_MISSING' as const,
        pointer: `#/documents/${document.id}/controls`,
        partyId: party.id,
        documentId: document.id,
      })),
  );
}
