import {
  actorOfInvitation,
  type BaselineLevel,
  type Context,
  type Core,
  changeSignaturePolicy,
  contextOf,
  contractDetail,
  createContract,
  downloadContract,
  placeDefaultControls,
  sendContract,
  setParties,
  tenantSettings,
} from '@chopmark/core';
import type { Steps } from '../steps.ts';
import { type DemoTenant, demoMember } from './accounts.ts';
import { DEMO_EMAIL } from './log-ins.ts';
import { type Message, openMail } from './mail.ts';
import { signInTurn, untilMyTurn } from './sign-in-turn.ts';
import { until } from './until.ts';

const PERSON = { name: '李明', email: 'liming@example.com' };

export type DemoContract = { contractId: string; signed: Uint8Array };

/**
 * The main job on a real file: an enterprise puts a contract up, seals it and an outside person signs it by hand. Codes
 * and links are read from the sandbox mailbox, as people would from their mail.
 */
export async function runDemoContract(
  core: Core,
  tenant: DemoTenant,
  { file, level }: { file: { name: string; bytes: Uint8Array }; level: BaselineLevel | undefined },
  steps: Steps,
): Promise<DemoContract> {
  const device = { ip: '127.0.0.1', userAgent: 'Chopmark demo' };
  const mail = { owner: await openMail(core, DEMO_EMAIL), person: await openMail(core, PERSON.email) };
  const owner = contextOf(core, await demoMember(core, tenant), device);
  const { contractId } = await steps.step(`put up ${file.name}`, () => createContract(owner, { file }));
  await steps.step('name the parties, place seal and signature, send', async () => {
    await setParties(owner, {
      contractId,
      ordering: 'sequential',
      parties: [{ kind: 'self' }, { kind: 'person', ...PERSON, locale: 'zh-CN' }],
    });
    await placeDefaultControls(owner, { contractId });
    await atLevel(owner, level, () => sendContract(owner, { contractId }));
  });
  await steps.step('prepared and certified by the platform', () => untilMyTurn(owner, contractId));
  await steps.step(`${tenant.name} seals: code, certificate, signature, timestamp, check`, () =>
    signInTurn(owner, contractId, mail.owner),
  );
  await steps.step(
    `${PERSON.name} signs by hand: link, code, certificate, signature, timestamp, check`,
    async () => {
      const invited = await mail.person.next((message) => invitedTo(core, contractId, message));
      await signInTurn(contextOf(core, invited, device), contractId, mail.person);
    },
  );
  const { bytes } = await steps.step('completed; download', async () => {
    await untilCompleted(owner, contractId);
    return downloadContract(owner, { contractId });
  });
  return { contractId, signed: bytes };
}

/** Who a message's link lets in; undefined for one about another contract, such as the notice that it was completed. */
async function invitedTo(core: Core, contractId: string, { link }: Message) {
  const token = link?.split('/sign/')[1];
  if (token === undefined) return undefined;
  const actor = await actorOfInvitation(core, token);
  return actor.contractId === contractId ? actor : undefined;
}

/** Sends at a level of its own: the tenant's default is what it was afterwards, and the contract keeps what it was sent with. */
async function atLevel(
  owner: Context,
  level: BaselineLevel | undefined,
  send: () => Promise<void>,
): Promise<void> {
  if (level === undefined) return send();
  const { policy } = await tenantSettings(owner);
  await changeSignaturePolicy(owner, { level });
  try {
    await send();
  } finally {
    await changeSignaturePolicy(owner, { level: policy.level });
  }
}

/** @throws Error when the finishing job gives up */
async function untilCompleted(owner: Context, contractId: string): Promise<void> {
  await until(async () => {
    const { state, failure } = await contractDetail(owner, { contractId });
    if (failure) throw new Error(`the job failed: ${failure.message} (${failure.code})`);
    return state === 'completed';
  });
}
