export { localMasterKeys, type MasterKeys, openMasterKeys } from '@chopmark/plugins';
export { certifySigner } from './certificates/certify-signer.ts';
export {
  issuingCaInput,
  issuingCasOutput,
  listIssuingCas,
  renewIssuingCa,
  rollOverIssuingCa,
} from './certificates/issuing-cas.ts';
export {
  listCertificates,
  listCertificatesInput,
  listCertificatesOutput,
  operatorCertificates,
  operatorCertificatesInput,
} from './certificates/list-certificates.ts';
export {
  operatorRevokeCertificate,
  operatorRevokeCertificateInput,
  revokeCertificate,
  revokeCertificateInput,
  revokeCertificateOutput,
} from './certificates/revoke-certificate.ts';
export {
  type Actor,
  type Context,
  type Core,
  contextOf,
  type InvitedActor,
  type Locale,
  type MemberActor,
} from './context.ts';
export { contractCounts, contractCountsOutput } from './contracts/contract-counts.ts';
export {
  type ContractDetail,
  contractDetail,
  contractDetailInput,
  contractDetailOutput,
} from './contracts/contract-detail.ts';
export { type ContractView, contractViews } from './contracts/contract-views.ts';
export { type ControlKind, controlKinds } from './contracts/control-rules.ts';
export { setControls, setControlsInput } from './contracts/controls.ts';
export {
  documentPdf,
  documentPdfInput,
  documentVerification,
  downloadContract,
  downloadContractInput,
} from './contracts/document-file.ts';
export { MAX_DOCUMENTS, MAX_DOCUMENTS_BYTES } from './contracts/document-intake.ts';
export {
  addDocument,
  documentInput,
  removeDocument,
  renameDocument,
  renameDocumentInput,
  reorderDocuments,
  reorderDocumentsInput,
} from './contracts/documents.ts';
export { contractTitle, createContract, createEmptyDraft, deleteDraft } from './contracts/draft.ts';
export {
  type DraftState,
  draftCheck,
  draftCheckInput,
  draftStateSchema,
  type Missing,
  missingCodes,
} from './contracts/draft-check.ts';
export { updateDraft, updateDraftInput } from './contracts/draft-details.ts';
export { type Draft, draft, draftDocumentSchema, draftInput, draftOutput } from './contracts/draft-view.ts';
export {
  rejectContract,
  rejectContractInput,
  withdrawContract,
  withdrawContractInput,
} from './contracts/end.ts';
export { MAX_FILE_BYTES } from './contracts/intake.ts';
export { listContracts, listContractsInput, listContractsOutput } from './contracts/list-contracts.ts';
export {
  MAX_PARTIES,
  setParties,
  setPartiesInput,
} from './contracts/parties.ts';
export { placeDefaultControls, placeDefaultControlsInput } from './contracts/place-defaults.ts';
export { createSampleContract, createSampleContractInput } from './contracts/sample.ts';
export { sendContract, sendContractInput } from './contracts/send.ts';
export { signingMembers, signingMembersOutput } from './contracts/signing-members.ts';
export { type ContractState, contractStates } from './contracts/state-machine.ts';
export { APP_ID, type CoreOptions, createCore } from './core.ts';
export type { KeyPoolMarks, PoolMetrics } from './custody/key-pool.ts';
export { keyPoolExposition } from './custody/key-pool-exposition.ts';
export { asCoreError, CoreError, type CoreErrorCode, coreErrorCodes, isCoreErrorCode } from './errors.ts';
export { decideIdentity, decideIdentityInput } from './identity/decide-identity.ts';
export { verifyEnterprise, verifyEnterpriseInput } from './identity/verify-enterprise.ts';
export type { BaselineLevel } from './long-term/signature-level.ts';
export { listMailbox, mailboxOutput } from './notifications/mailbox.ts';
export {
  codeLogInInput,
  createAccount,
  findByEmail,
  logInWithCode,
  logInWithPassword,
  MIN_PASSWORD_LENGTH,
  passwordLogInInput,
  signUp,
  signUpInput,
} from './people/accounts.ts';
export { invitationOf, invitationOfInput, invitationOfOutput } from './people/invitation-of.ts';
export { acceptInvitation, acceptInvitationInput } from './people/join.ts';
export { listRoles, listRolesOutput } from './people/list-roles.ts';
export { requestLoginCode, requestLoginCodeInput } from './people/login-codes.ts';
export {
  disableMember,
  enableMember,
  memberInput,
  setMemberRoles,
  setMemberRolesInput,
} from './people/member-changes.ts';
export { memberChoices, memberChoicesInput, memberChoicesOutput } from './people/member-choices.ts';
export { memberInvitationToken } from './people/member-invitation-token.ts';
export {
  invitationInput,
  inviteMember,
  inviteMemberInput,
  listInvitations,
  listInvitationsOutput,
  resendInvitation,
  revokeInvitation,
} from './people/member-invitations.ts';
export {
  listMembers,
  listMembersInput,
  listMembersOutput,
  myMembership,
  myMembershipOutput,
} from './people/members.ts';
export {
  actorInTenant,
  actorOfSession,
  issueTicket,
  logOut,
  me,
  meOutput,
  myTenants,
  myTenantsOutput,
  redeemTicket,
  redeemTicketInput,
} from './people/sessions.ts';
export { arrangeProviders, arrangeProvidersInput } from './platform/arrange-providers.ts';
export {
  rootCertificate,
  rootCertificates,
  rootCrl,
} from './platform/authority.ts';
export { installPlatform } from './platform/install.ts';
export { issuingCrl, publishedCertificate, publishedCrl } from './platform/issuing-ca.ts';
export { crlsFor } from './platform/issuing-crls.ts';
export {
  operatorCatalogue,
  operatorCatalogueOutput,
  operatorProviders,
  testPlatformProvider,
} from './platform/operator-providers.ts';
export {
  operatorTenant,
  operatorTenantInput,
  operatorTenantOutput,
  operatorTenants,
  operatorTenantsInput,
  operatorTenantsOutput,
} from './platform/operator-tenants.ts';
export { type OcspReply, publishedOcsp } from './platform/published-ocsp.ts';
export { listProviders } from './providers/list-providers.ts';
export { type ProviderTest, providerTestOutput } from './providers/provider-health.ts';
export { type ProviderKinds, type ProviderView, providerKinds } from './providers/provider-view.ts';
export { testProvider, testProviderInput } from './providers/test-provider.ts';
export type { Drawing } from './seals/drawing.ts';
export {
  createPictureSeal,
  createPictureSealInput,
  previewPicture,
  previewPictureInput,
  previewPictureOutput,
  SEAL_DPI,
  updatePictureSeal,
  updatePictureSealInput,
} from './seals/image-seals.ts';
export {
  createSeal,
  createSealInput,
  previewSeal,
  previewSealInput,
  previewSealOutput,
  setSealEnabled,
  setSealEnabledInput,
  updateSeal,
  updateSealInput,
} from './seals/manage-seals.ts';
export { MAX_PICTURE_FILE_MEGABYTES } from './seals/picture/picture-file.ts';
export type { SealDrawing } from './seals/round-seal.ts';
export {
  defaultRoundSeal,
  type RoundSealSpec,
  roundSealLimits,
  sealColours,
} from './seals/round-seal-spec.ts';
export { type SealDetail, sealDetail, sealDetailInput, sealDetailOutput } from './seals/seal-detail.ts';
export { grantSeal, grantSealInput, revokeSealGrant, revokeSealGrantInput } from './seals/seal-grants.ts';
export { imageSealLimits } from './seals/seal-spec.ts';
export { type ListedSeal, listedSeal, listSeals, sealSchema } from './seals/seals.ts';
export { retireOldKeys, rotateDataKey } from './secrets/rotation/data-rotation.ts';
export { keyState } from './secrets/rotation/key-state.ts';
export { rewrapDataKeys } from './secrets/rotation/master-rotation.ts';
export { type Handwriting, handwritingSchema } from './signing/handwriting.ts';
export { actorOfInvitation, invitationToken } from './signing/invitation.ts';
export { signingStepNames } from './signing/progress.ts';
export { retryContract, retryContractInput } from './signing/retry.ts';
export { sign, signInput } from './signing/sign.ts';
export {
  previewTypedSignature,
  typedSignatureInput,
  typedSignatureOutput,
} from './signing/typed-signature.ts';
export {
  markViewed,
  type SigningView,
  signingView,
  signingViewInput,
  signingViewOutput,
} from './signing/view.ts';
export { requestWillingness, requestWillingnessInput, willingnessOutput } from './signing/willingness.ts';
export { algorithmChoices, algorithmChoicesOutput } from './tenants/algorithm-choices.ts';
export { type CheckList, checkList, checkListOutput, dismissCheckList } from './tenants/check-list.ts';
export { chooseAlgorithm, chooseAlgorithmInput } from './tenants/choose-algorithm.ts';
export {
  confirmFirstSeal,
  firstSealInput,
  firstSealPreviewOutput,
  previewFirstSeal,
} from './tenants/first-seal-step.ts';
export { lineOf, type SignerAlgorithm, signerAlgorithms } from './tenants/key-algorithms.ts';
export {
  type OnboardingState,
  onboardingState,
  onboardingStateInput,
  onboardingStateOutput,
} from './tenants/onboarding-state.ts';
export {
  correctEnterprise,
  correctEnterpriseInput,
  openEnterprise,
  openEnterpriseInput,
} from './tenants/open-enterprise.ts';
export { openTenant } from './tenants/open-tenant.ts';
export {
  builtinRoles,
  type Permission,
  permissions,
  type RoleName,
  roleNames,
} from './tenants/permissions.ts';
export {
  changeSignaturePolicy,
  changeSignaturePolicyInput,
  signaturePolicySchema,
} from './tenants/signature-policy.ts';
export { tenantSettings, tenantSettingsOutput } from './tenants/tenant-settings.ts';
export { answerTimestampQuery } from './timestamps/answer-query.ts';
export { verifyUpload } from './verification/verify-upload.ts';
