/** Types of evidence events that have words of their own, by the name of their text. */
const names = {
  'contract.created': 'contractCreated',
  'document.added': 'documentAdded',
  'document.removed': 'documentRemoved',
  'contract.sent': 'contractSent',
  'document.prepared': 'documentPrepared',
  'document.certified': 'documentCertified',
  'participant.invited': 'participantInvited',
  'participant.viewed': 'participantViewed',
  'willingness.requested': 'willingnessRequested',
  'willingness.verified': 'willingnessVerified',
  'signing.requested': 'signingRequested',
  'signature.timestamped': 'signatureTimestamped',
  'document.signed': 'documentSigned',
  'validation.collected': 'validationCollected',
  'participant.signed': 'participantSigned',
  'document.validation-data-added': 'documentValidationDataAdded',
  'document.timestamped': 'documentTimestamped',
  'document.renewed': 'documentRenewed',
  'contract.completed': 'contractCompleted',
  'contract.withdrawn': 'contractWithdrawn',
  'contract.rejected': 'contractRejected',
  'contract.expired': 'contractExpired',
  'job.failed': 'jobFailed',
  'job.retried': 'jobRetried',
  'evidence.deposited': 'evidenceDeposited',
  'certificate.revoked': 'certificateRevoked',
} as const;

export type EventName = (typeof names)[keyof typeof names] | 'other';

/** A type of a later version is shown as it is, as `other`. */
export function eventNameOf(type: string): EventName {
  return Object.hasOwn(names, type) ? names[type as keyof typeof names] : 'other';
}
