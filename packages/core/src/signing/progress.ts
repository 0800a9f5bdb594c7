import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { isSignaturePlace } from './signature-places.ts';

export const signingStepNames = ['certificate', 'signature', 'timestamp', 'check'] as const;

export const signingStep = z.object({
  name: z.enum(signingStepNames),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  /** Documents this step is through with, of all that the signer signs. */
  done: z.number(),
  total: z.number(),
});

type SigningStep = z.infer<typeof signingStep>;
type Row = { participantId: string; documentId: string; kind: string };

/** How far the signing job is with all documents, read from what its steps have left behind. */
export async function progressOf(
  tx: TenantTx,
  me: { id: string; failure: unknown },
  controls: Row[],
): Promise<SigningStep[]> {
  const intent = await tx.signingIntent.findUnique({ where: { participantId: me.id } });
  if (!intent) {
    const own = controls.filter((control) => control.participantId === me.id && isSignaturePlace(control));
    const total = new Set(own.map((control) => control.documentId)).size;
    return signingStepNames.map((name) => ({ name, state: 'waiting' as const, done: 0, total }));
  }
  const key = await tx.signingKey.findUnique({ where: { intentId: intent.id }, select: { id: true } });
  const certificate =
    key && (await tx.certificate.findUnique({ where: { keyId: key.id }, select: { id: true } }));
  const activations = await tx.activation.findMany({ where: { intentId: intent.id } });
  const signatures = await tx.documentSignature.findMany({ where: { intentId: intent.id } });
  const total = activations.length;
  const counts = {
    certificate: certificate ? total : 0,
    signature: activations.filter((each) => each.consumedAt).length,
    timestamp: signatures.filter((each) => each.timestampToken).length,
    check: signatures.filter((each) => each.revisionNo !== null).length,
  };
  const isDone = (name: (typeof signingStepNames)[number]) =>
    name === 'check' ? intent.state === 'done' : counts[name] === total;
  const next = signingStepNames.find((name) => !isDone(name));
  return signingStepNames.map((name) => {
    const count = { done: counts[name], total };
    if (isDone(name)) return { name, state: 'done' as const, ...count };
    if (name !== next) return { name, state: 'waiting' as const, ...count };
    return { name, state: me.failure === null ? ('running' as const) : ('failed' as const), ...count };
  });
}
