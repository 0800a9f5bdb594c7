import {
  actorOfInvitation,
  type Context,
  type Core,
  contextOf,
  contractDetail,
  createContract,
  placeDefaultControls,
  rejectContract,
  sendContract,
  setParties,
  updateDraft,
  withdrawContract,
} from '@chopmark/core';
import { nextToken, openMail } from '../demo/mail.ts';
import { sampleContract } from '../demo/sample-contract.ts';
import { signInTurn, untilMyTurn } from '../demo/sign-in-turn.ts';
import { until } from '../demo/until.ts';

/** Long enough to prepare and send a contract on a busy machine. */
const SHORT_MS = 12_000;
const DEVICE = { ip: '127.0.0.1', userAgent: 'Chopmark showroom' };

type Person = { name: string; email: string };
type Plan = {
  title: string;
  person: Person;
  /** Does the person sign before the enterprise? */
  personFirst?: boolean;
  deadline?: Date;
};

/** One enterprise's contracts, made as its people would make them. */
export function contractsOf(
  core: Core,
  owner: Context,
  own: { tenantId: string; enterprise: string; email: string },
) {
  const { tenantId } = own;
  return {
    draft: (plan: Plan) => draft(plan),
    awaitingMe: async (plan: Plan) => {
      const contractId = await sent(plan);
      await untilMyTurn(owner, contractId);
      return contractId;
    },
    /** @returns the contract and the token of the person's link */
    awaitingOther: async (plan: Plan) => {
      const mail = await openMail(core, plan.person.email);
      const contractId = await sent({ ...plan, personFirst: true });
      return { contractId, token: await nextToken(mail, '/sign/') };
    },
    completed: async (plan: Plan) => {
      const mail = { own: await openMail(core, own.email), person: await openMail(core, plan.person.email) };
      const contractId = await sent(plan);
      await signInTurn(owner, contractId, mail.own);
      const token = await nextToken(mail.person, '/sign/');
      await signInTurn(await guest(token), contractId, mail.person);
      await untilState(contractId, 'completed');
      return { contractId, token };
    },
    /** Sent with a deadline that passes at once; the job that waits for it ends the contract. */
    expired: async (plan: Plan) => {
      const mail = await openMail(core, plan.person.email);
      const deadline = new Date(core.now().getTime() + SHORT_MS);
      const contractId = await sent({ ...plan, personFirst: true, deadline });
      const token = await nextToken(mail, '/sign/');
      await untilState(contractId, 'expired');
      return { contractId, token };
    },
    /** A signature whose job gave up: what the page shows until somebody retries. */
    failed: async (plan: Plan) => {
      const contractId = await sent(plan);
      await untilMyTurn(owner, contractId);
      const failure = {
        code: 'PROVIDER_FAILED',
        message: 'the timestamp authority does not answer',
        at: core.now().toISOString(),
      };
      await core.db.withTenant(tenantId, (tx) =>
        tx.participant.updateMany({
          where: { contractId, state: 'awaited' },
          data: { state: 'signing', failure },
        }),
      );
      return contractId;
    },
    withdrawn: async (plan: Plan, reason: string) => {
      const mail = await openMail(core, plan.person.email);
      const contractId = await sent({ ...plan, personFirst: true });
      const token = await nextToken(mail, '/sign/');
      await withdrawContract(owner, { contractId, reason });
      return { contractId, token };
    },
    rejected: async (plan: Plan, reason: string) => {
      const mail = await openMail(core, plan.person.email);
      const contractId = await sent({ ...plan, personFirst: true });
      const token = await nextToken(mail, '/sign/');
      await rejectContract(await guest(token), { contractId, reason });
      return { contractId, token };
    },
  };

  async function draft({ title, person, personFirst = false, deadline }: Plan): Promise<string> {
    const bytes = await sampleContract({ owner: own.enterprise, person: person.name });
    const { contractId } = await createContract(owner, { title, file: { name: `${title}.pdf`, bytes } });
    const parties = [
      { kind: 'self' as const },
      { kind: 'person' as const, ...person, locale: 'zh-CN' as const },
    ];
    await setParties(owner, {
      contractId,
      ordering: 'sequential',
      parties: personFirst ? parties.reverse() : parties,
    });
    await placeDefaultControls(owner, { contractId });
    if (deadline) {
      await updateDraft(owner, { contractId, deadline: deadline.toISOString() });
    }
    return contractId;
  }

  async function sent(plan: Plan): Promise<string> {
    const contractId = await draft(plan);
    await sendContract(owner, { contractId });
    return contractId;
  }

  async function untilState(contractId: string, state: string): Promise<void> {
    await until(async () => (await contractDetail(owner, { contractId })).state === state);
  }

  async function guest(token: string): Promise<Context> {
    return contextOf(core, await actorOfInvitation(core, token), DEVICE);
  }
}
