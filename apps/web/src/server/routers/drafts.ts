import {
  addDocument,
  contractDetailInput,
  createContract,
  createEmptyDraft,
  createSampleContract,
  createSampleContractInput,
  deleteDraft,
  documentInput,
  draft,
  draftCheck,
  draftCheckInput,
  draftInput,
  draftOutput,
  draftStateSchema,
  placeDefaultControls,
  placeDefaultControlsInput,
  removeDocument,
  renameDocument,
  renameDocumentInput,
  reorderDocuments,
  reorderDocumentsInput,
  sendContract,
  sendContractInput,
  setControls,
  setControlsInput,
  setParties,
  setPartiesInput,
  signingMembers,
  signingMembersOutput,
  updateDraft,
  updateDraftInput,
} from '#server/core-package.ts';
import type { ProcedureMeta } from '../procedure-meta.ts';
import { procedure } from '../trpc.ts';
import {
  addDocumentInput,
  addDocumentOutput,
  createContractInput,
  createContractOutput,
} from './contract-schemas.ts';
import { done, doneOutput } from './done.ts';

type Openapi = ProcedureMeta['openapi'];

/**
 * Who may create contracts may do all of this; sending has a permission of its own. To look, one needs the permission to
 * look, and core shows drafts with their addresses to those only who may change them.
 */
const ofDraft = (method: Openapi['method'], path: Openapi['path'], summary: string, description?: string) =>
  procedure({
    permission: method === 'GET' ? 'contract.view' : 'contract.create',
    openapi: {
      method,
      path,
      tags: ['drafts'],
      summary,
      protect: true,
      ...(description ? { description } : {}),
    },
  });

const answers = 'Answers the version to name with the next change, and what the draft still lacks.';

/** Everything that happens to a contract before it is sent. */
export const draftProcedures = {
  create: ofDraft(
    'POST',
    '/contracts',
    'Put up a draft from a file in Base64',
    'Further files are added to it one by one. Without a file the draft begins empty.',
  )
    .input(createContractInput)
    .output(createContractOutput)
    .mutation(async ({ ctx, input: { title, file } }) =>
      file
        ? createContract(ctx.call, { title, file: decoded(file) })
        : { ...(await createEmptyDraft(ctx.call, { title })), documentId: null },
    ),

  createSample: ofDraft(
    'POST',
    '/sample-contracts',
    'Put up a draft from our sample contract, to try things out',
  )
    .input(createSampleContractInput)
    .output(createContractOutput)
    .mutation(({ ctx, input }) => createSampleContract(ctx.call, input)),

  draft: ofDraft(
    'GET',
    '/contracts/{contractId}/draft',
    'A draft with its documents, parties and controls, and what it still lacks',
  )
    .input(draftInput)
    .output(draftOutput)
    .query(({ ctx, input }) => draft(ctx.call, input)),

  check: ofDraft('GET', '/contracts/{contractId}/check', 'What a draft still lacks before it can be sent')
    .input(draftCheckInput)
    .output(draftStateSchema)
    .query(({ ctx, input }) => draftCheck(ctx.call, input)),

  update: ofDraft(
    'PATCH',
    '/contracts/{contractId}',
    "Change a draft's title, message, deadline or order",
    `What is left out stays. ${answers}`,
  )
    .input(updateDraftInput)
    .output(draftStateSchema)
    .mutation(({ ctx, input }) => updateDraft(ctx.call, input)),

  addDocument: ofDraft('POST', '/contracts/{contractId}/documents', 'Add a file in Base64 to a draft')
    .input(addDocumentInput)
    .output(addDocumentOutput)
    .mutation(({ ctx, input: { contractId, file } }) =>
      addDocument(ctx.call, { contractId, file: decoded(file) }),
    ),

  reorderDocuments: ofDraft(
    'PUT',
    '/contracts/{contractId}/document-order',
    "Set the order of a draft's documents",
  )
    .input(reorderDocumentsInput)
    .output(draftStateSchema)
    .mutation(({ ctx, input }) => reorderDocuments(ctx.call, input)),

  renameDocument: ofDraft(
    'PATCH',
    '/contracts/{contractId}/documents/{documentId}',
    'Rename a document of a draft',
  )
    .input(renameDocumentInput)
    .output(draftStateSchema)
    .mutation(({ ctx, input }) => renameDocument(ctx.call, input)),

  removeDocument: ofDraft(
    'DELETE',
    '/contracts/{contractId}/documents/{documentId}',
    'Take a document off a draft, with the controls on it',
  )
    .input(documentInput)
    .output(draftStateSchema)
    .mutation(({ ctx, input }) => removeDocument(ctx.call, input)),

  setParties: ofDraft(
    'PUT',
    '/contracts/{contractId}/parties',
    'Set who signs a draft, and in what order',
    `Parties that are named by their ID keep their controls; whoever isn't named any more goes. ${answers}`,
  )
    .input(setPartiesInput)
    .output(draftStateSchema)
    .mutation(({ ctx, input }) => setParties(ctx.call, input)),

  signingMembers: ofDraft('GET', '/signing-members', 'Members who may seal for the enterprise')
    .output(signingMembersOutput)
    .query(({ ctx }) => signingMembers(ctx.call)),

  setControls: ofDraft(
    'PUT',
    '/contracts/{contractId}/controls',
    'Replace all controls of a draft',
    `In PDF points from the lower left corner of the page as displayed. ${answers}`,
  )
    .input(setControlsInput)
    .output(draftStateSchema)
    .mutation(({ ctx, input }) => setControls(ctx.call, input)),

  placeDefaultControls: ofDraft(
    'PUT',
    '/contracts/{contractId}/default-controls',
    'Put seal, signatures and dates at their usual places where a party has none',
    `What was placed stays. ${answers}`,
  )
    .input(placeDefaultControlsInput)
    .output(draftStateSchema)
    .mutation(({ ctx, input }) => placeDefaultControls(ctx.call, input)),

  send: procedure({
    permission: 'contract.send',
    openapi: {
      method: 'POST',
      path: '/contracts/{contractId}/sending',
      tags: ['drafts'],
      summary: 'Lock a draft and send it to its parties',
      description:
        'A draft that lacks something is refused (CONTRACT_INCOMPLETE); `errors` names each thing by pointer and code.',
      protect: true,
    },
  })
    .input(sendContractInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await sendContract(ctx.call, input);
      return done;
    }),

  deleteDraft: ofDraft('DELETE', '/contracts/{contractId}', 'Delete a draft')
    .input(contractDetailInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await deleteDraft(ctx.call, input);
      return done;
    }),
};

const decoded = (file: { name: string; base64: string }) => ({
  name: file.name,
  bytes: Buffer.from(file.base64, 'base64'),
});
