import type { TenantTx } from '@chopmark/db';
import { type Context, type Core, contextOf } from '../context.ts';
import { addDocument } from '../contracts/documents.ts';
import { createContract } from '../contracts/draft.ts';
import { updateDraft } from '../contracts/draft-details.ts';
import { setParties } from '../contracts/parties.ts';
import { placeDefaultControls } from '../contracts/place-defaults.ts';
import { sendContract } from '../contracts/send.ts';
import { collectAfterSigning } from '../long-term/collect.ts';
import {
  archiveDocument,
  completeFinished,
  documentsToFinish,
  storeValidationData,
} from '../long-term/finish.ts';
import { finishIntent, openForSigning } from '../signing/advance.ts';
import { buildRevision } from '../signing/build-revision.ts';
import { ensureCertificate } from '../signing/certificate.ts';
import { commitSignedRevision } from '../signing/commit-revision.ts';
import type { IntentScope } from '../signing/intent-scope.ts';
import { actorOfInvitation, invitationToken } from '../signing/invitation.ts';
import { certifyDocuments, prepareDocuments } from '../signing/prepare.ts';
import { sign } from '../signing/sign.ts';
import { signRevision } from '../signing/sign-revision.ts';
import { timestampRevision } from '../signing/timestamp-revision.ts';
import { signingView } from '../signing/view.ts';
import { requestWillingness } from '../signing/willingness.ts';
import { samplePdf } from './sample-pdf.ts';

type Party = { kind: 'self' } | { kind: 'person'; name: string; email: string; locale: 'zh-CN' | 'en' };

export type DrivenContract = {
  contractId: string;
  /** Of the first document. */
  documentId: string;
  documentIds: string[];
  /** In the order they were named. */
  participants: { id: string; kind: string }[];
};

const person = (name: string): Party => ({
  kind: 'person',
  name,
  email: `${name.toLowerCase()}@example.com`,
  locale: 'en',
});

/** A draft with its parties and places; persons are given by name. */
export async function draftContract(
  owner: Context,
  options: {
    persons?: string[];
    self?: boolean;
    ordering?: 'sequential' | 'unordered';
    pdf?: Uint8Array;
    /** Further documents. */
    more?: Uint8Array[];
    details?: { message?: string; deadline?: string };
  } = {},
): Promise<DrivenContract> {
  const { persons = ['Ming'], self = true, ordering = 'sequential', pdf = samplePdf(), more = [] } = options;
  const { contractId, documentId } = await createContract(owner, {
    file: { name: 'contract.pdf', bytes: pdf },
  });
  const documentIds = [documentId];
  for (const bytes of more) {
    const { document } = await addDocument(owner, { contractId, file: { name: 'annex.pdf', bytes } });
    documentIds.push(document.id);
  }
  const parties = [...(self ? [{ kind: 'self' } as const] : []), ...persons.map(person)];
  await setParties(owner, { contractId, ordering, parties });
  await placeDefaultControls(owner, { contractId });
  if (options.details) await updateDraft(owner, { contractId, ...options.details });
  const participants = await inTenant(owner, (tx) =>
    tx.participant.findMany({
      where: { contractId },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
      select: { id: true, kind: true },
    }),
  );
  return { contractId, documentId, documentIds, participants };
}

/** A contract that waits for its first signers; the steps of the sending job are called one by one. */
export async function sendAndOpen(
  owner: Context,
  options: Parameters<typeof draftContract>[1] = {},
): Promise<DrivenContract> {
  const contract = await draftContract(owner, options);
  await sendContract(owner, contract);
  await openSent(owner, contract);
  return contract;
}

/** The steps of the sending job of a contract that was sent. */
export async function openSent(owner: Context, contract: { contractId: string }): Promise<void> {
  const scope = { tenantId: tenantOf(owner), contractId: contract.contractId };
  await prepareDocuments(owner.core, scope);
  await certifyDocuments(owner.core, scope);
  await openForSigning(owner.core, scope);
}

/** The requests of a participant: the owner's member, or an outside person with the link. */
export async function contextOfParticipant(
  owner: Context,
  participant: { id: string; kind: string },
): Promise<Context> {
  if (participant.kind === 'member') return owner;
  return contextOf(
    owner.core,
    await actorOfInvitation(owner.core, invitationToken(owner.core, participant.id)),
    { ip: '127.0.0.2', userAgent: 'guest' },
  );
}

/** Proves willingness with the code that was sent. @returns what `sign` wants */
export async function prepareToSign(ctx: Context, contractId: string): Promise<Parameters<typeof sign>[1]> {
  const { challengeId } = await requestWillingness(ctx, { contractId });
  const code = await codeOf(ctx, challengeId);
  const { seals } = await signingView(ctx, { contractId });
  return {
    contractId,
    challengeId,
    code,
    values: {},
    ...(seals[0] ? { sealId: seals[0].id } : {}),
    handwriting: {
      width: 300,
      height: 120,
      strokes: [
        [
          [10, 60],
          [60, 20],
          [120, 90],
          [200, 30],
          [260, 70],
        ],
      ],
    },
  };
}

export async function codeOf(ctx: Context, challengeId: string): Promise<string> {
  const row = await inTenant(ctx, (tx) =>
    tx.willingnessChallenge.findUniqueOrThrow({ where: { id: challengeId } }),
  );
  return ctx.core.keys.unsealText(row.tenantId, `willingness/${challengeId}`, row.codeSealed);
}

/** The participant agrees to sign; the job is still to be done. */
export async function signingScope(
  owner: Context,
  contract: DrivenContract,
  participant: { id: string; kind: string },
): Promise<IntentScope> {
  const ctx = await contextOfParticipant(owner, participant);
  const { intentId } = await sign(ctx, await prepareToSign(ctx, contract.contractId));
  return {
    tenantId: tenantOf(owner),
    contractId: contract.contractId,
    participantId: participant.id,
    intentId,
  };
}

/** The steps of the signing job on one document, in their order, without the end. */
export const signingSteps = [
  (core: Core, scope: IntentScope) => ensureCertificate(core, scope),
  buildRevision,
  signRevision,
  timestampRevision,
  commitSignedRevision,
] as const;

export async function driveSigning(core: Core, scope: IntentScope, documentId: string): Promise<void> {
  for (const step of signingSteps) await step(core, scope, documentId);
}

/** Sends at the tenant's level and has all sign, each job's steps called in their order; the end of the last is reached. */
export async function signedByAll(
  owner: Context,
  options: Parameters<typeof draftContract>[1] = {},
): Promise<DrivenContract> {
  const contract = await sendAndOpen(owner, options);
  for (const participant of contract.participants) {
    const scope = await signingScope(owner, contract, participant);
    for (const documentId of contract.documentIds) await driveSigning(owner.core, scope, documentId);
    await collectAfterSigning(owner.core, scope);
    await finishIntent(owner.core, scope);
  }
  return contract;
}

/** The steps of the finishing job. */
export async function driveFinishing(owner: Context, { contractId }: { contractId: string }): Promise<void> {
  const { core } = owner;
  const scope = { tenantId: tenantOf(owner), contractId };
  for (const documentId of await documentsToFinish(core, scope)) {
    await storeValidationData(core, { ...scope, documentId });
    await archiveDocument(core, { ...scope, documentId });
  }
  await completeFinished(core, scope);
}

function tenantOf({ actor }: Context): string {
  if (actor.kind === 'member' || actor.kind === 'invited') return actor.tenantId;
  throw new Error('the context is of no tenant');
}

function inTenant<T>(ctx: Context, work: (tx: TenantTx) => Promise<T>): Promise<T> {
  return ctx.core.db.withTenant(tenantOf(ctx), work);
}
