import type { TenantTx } from '@chopmark/db';
import { CoreError } from '../errors.ts';

/** One signer's signing of one contract: what every step of the signing job is given. */
export type IntentScope = { tenantId: string; contractId: string; participantId: string; intentId: string };

export const findSignature = (tx: TenantTx, documentId: string, participantId: string) =>
  tx.documentSignature.findUnique({ where: { documentId_participantId: { documentId, participantId } } });

export const findActivation = (tx: TenantTx, intentId: string, documentId: string) =>
  tx.activation.findUniqueOrThrow({ where: { intentId_documentId: { intentId, documentId } } });

export async function requireSignature(tx: TenantTx, documentId: string, participantId: string) {
  const signature = await findSignature(tx, documentId, participantId);
  if (!signature) throw new CoreError('INTERNAL', 'the unsigned revision is missing');
  return signature;
}

/** The signature value together with what it was made for. */
export async function loadSigned(tx: TenantTx, scope: IntentScope, documentId: string) {
  const signature = await requireSignature(tx, documentId, scope.participantId);
  const activation = await findActivation(tx, scope.intentId, documentId);
  const { signatureValue } = activation;
  if (!signatureValue) throw new CoreError('INTERNAL', 'the document is not signed yet');
  return { signature, signatureValue };
}

/** @throws CoreError CONTRACT_STATE when the contract was withdrawn, rejected or has ended otherwise */
export function requireOpen(contract: { state: string }): void {
  if (contract.state === 'in_progress') return;
  throw new CoreError('CONTRACT_STATE', `the contract is ${contract.state}; it cannot be signed`, {
    params: { from: contract.state, to: 'signed' },
  });
}
