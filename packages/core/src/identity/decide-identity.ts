import { isUniqueViolation } from '@chopmark/db';
import { z } from 'zod';
import { type Context, type Core, type Locale, requireOperator } from '../context.ts';
import { CoreError } from '../errors.ts';
import { identityDecisionNotice } from '../notifications/texts.ts';
import { paragraphs } from '../plain-text.ts';
import { enterpriseExists } from '../tenants/enterprise.ts';

export const decideIdentityInput = z
  .object({
    tenantId: z.uuid(),
    decision: z.enum(['approve', 'reject']),
    /** In words, for the applicant; a rejection needs one. */
    reason: paragraphs(1, 500).optional(),
  })
  .refine((input) => input.decision === 'approve' || input.reason, { path: ['reason'] });

/**
 * An operator's decision about an enterprise whose identity check is with manual review. The applicant is told by e-mail.
 * @throws CoreError OPERATOR_ONLY for everyone else, CONFLICT when nothing awaits a decision (any more)
 */
export async function decideIdentity(
  ctx: Context,
  input: z.output<typeof decideIdentityInput>,
): Promise<void> {
  const { core } = ctx;
  const { accountId } = requireOperator(ctx);
  const decided = await storeDecision(core, { ...input, decidedBy: accountId });
  await tellApplicant(core, decided, input).catch((error: unknown) => {
    // The decision stands and the wizard shows it; a mail that fails must not undo it.
    core.log.error({ err: error, tenantId: input.tenantId }, 'the applicant could not be told');
  });
}

type Decision = z.output<typeof decideIdentityInput> & { decidedBy: string };

async function storeDecision(core: Core, decision: Decision) {
  const { tenantId } = decision;
  try {
    return await core.db.withTenant(tenantId, async (tx) => {
      const waiting = await tx.identityVerification.findFirst({
        where: { tenantId, subject: 'enterprise', status: 'pending' },
        orderBy: { createdAt: 'desc' },
      });
      const outcome = outcomeOf(decision, waiting?.sandbox ?? false);
      const { count } = await tx.tenant.updateMany({
        where: { id: tenantId, identityStatus: 'pending' },
        data: { identityStatus: outcome.status, identityLevel: outcome.level },
      });
      if (!waiting || count === 0) {
        throw new CoreError('CONFLICT', 'nothing of this tenant awaits a decision; look at it again');
      }
      await tx.identityVerification.update({
        where: { id: waiting.id },
        data: {
          ...outcome,
          reason: decision.reason ?? null,
          decidedBy: decision.decidedBy,
          decidedAt: core.now(),
        },
      });
      const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
      return { id: waiting.id, requestedBy: waiting.requestedBy, slug: tenant.slug, name: tenant.name };
    });
  } catch (error) {
    throw isUniqueViolation(error) ? enterpriseExists() : error;
  }
}

/** Papers that a person has looked at are more than a form check; what a sandbox began stays the lowest level. */
function outcomeOf({ decision }: Decision, sandbox: boolean) {
  if (decision === 'reject') return { status: 'rejected', level: 'none' };
  return { status: 'verified', level: sandbox ? 'low' : 'substantial' };
}

async function tellApplicant(
  core: Core,
  decided: Awaited<ReturnType<typeof storeDecision>>,
  { tenantId, decision, reason }: Pick<Decision, 'tenantId' | 'decision' | 'reason'>,
): Promise<void> {
  const account = await core.db.relay.account.findUniqueOrThrow({ where: { id: decided.requestedBy } });
  const locale: Locale = account.locale === 'en' ? 'en' : 'zh-CN';
  const notification = await core.providers.of(tenantId, 'notification');
  await notification.send({
    id: decided.id,
    channel: 'email',
    to: await core.keys.unsealPlatform('email', account.emailSealed),
    link: `${core.publicUrl}/signup/enterprise/${decided.slug}`,
    ...identityDecisionNotice(locale, { enterprise: decided.name, approved: decision === 'approve', reason }),
  });
}
