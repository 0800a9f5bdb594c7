import {
  actorOfInvitation,
  type Context,
  type Core,
  contextOf,
  contractDetail,
  createContract,
  downloadContract,
  listMailbox,
  placeDefaultControls,
  requestWillingness,
  sendContract,
  setParties,
  sign,
  signingView,
} from '@chopmark/core';
import type { Steps } from '../steps.ts';
import { type DemoTenant, demoMember } from './accounts.ts';
import { DEMO_EMAIL } from './log-ins.ts';
import { sampleHandwriting } from './sample-handwriting.ts';

const PERSON = { name: '李明', email: 'liming@example.com' };
const DEADLINE_MS = 180_000;
const POLL_MS = 25;

export type DemoContract = { contractId: string; signed: Uint8Array };

/**
 * The main job on a real file: an enterprise puts a contract up, seals it and an outside person signs it by hand. Codes
 * and links are read from the sandbox mailbox, as people would from their mail.
 */
export async function runDemoContract(
  core: Core,
  tenant: DemoTenant,
  file: { name: string; bytes: Uint8Array },
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
    await sendContract(owner, { contractId });
  });
  await steps.step('prepared and certified by the platform', () => untilMyTurn(owner, contractId));
  await steps.step(`${tenant.name} seals: code, certificate, signature, timestamp, check`, async () => {
    const { seals } = await signingView(owner, { contractId });
    const willing = await proveWillingness(owner, contractId, mail.owner);
    await sign(owner, { contractId, ...willing, ...(seals[0] ? { sealId: seals[0].id } : {}), values: {} });
    await untilSigned(owner, contractId);
  });
  await steps.step(
    `${PERSON.name} signs by hand: link, code, certificate, signature, timestamp, check`,
    async () => {
      const token = await mail.person.next((message) => message.link?.split('/sign/')[1]);
      const guest = contextOf(core, await actorOfInvitation(core, token), device);
      await untilMyTurn(guest, contractId);
      const willing = await proveWillingness(guest, contractId, mail.person);
      await sign(guest, { contractId, ...willing, handwriting: sampleHandwriting(), values: {} });
      await untilSigned(guest, contractId);
    },
  );
  const { bytes } = await steps.step('completed; download', async () => {
    await until(async () => (await contractDetail(owner, { contractId })).state === 'completed');
    return downloadContract(owner, { contractId });
  });
  return { contractId, signed: bytes };
}

async function proveWillingness(ctx: Context, contractId: string, mail: Mail) {
  const { challengeId } = await requestWillingness(ctx, { contractId });
  const code = await mail.next((message) => message.subject.match(/签署验证码：(\d{6})/)?.[1]);
  return { challengeId, code };
}

type Pick<T> = (message: Message) => T | undefined | Promise<T | undefined>;
type Mail = { next<T>(pick: Pick<T>): Promise<T> };
type Message = Awaited<ReturnType<typeof listMailbox>>[number];

/** One reader's mail from now on: each message is picked once, messages of earlier runs never. */
async function openMail(core: Core, to: string): Promise<Mail> {
  const list = async () =>
    (await listMailbox(contextOf(core, { kind: 'system' }))).filter((each) => each.to === to);
  const seen = new Set((await list()).map((each) => each.id));
  return {
    next: (pick) =>
      until(async () => {
        for (const message of await list()) {
          const found = seen.has(message.id) ? undefined : await pick(message);
          if (found === undefined) continue;
          seen.add(message.id);
          return found;
        }
        return undefined;
      }),
  };
}

const untilMyTurn = (ctx: Context, contractId: string) => untilMyState(ctx, contractId, 'awaited');
const untilSigned = (ctx: Context, contractId: string) => untilMyState(ctx, contractId, 'signed');

async function untilMyState(ctx: Context, contractId: string, state: string): Promise<void> {
  await until(async () => {
    const detail = await contractDetail(ctx, { contractId });
    const failure = detail.failure ?? detail.participants.find((each) => each.failure)?.failure;
    if (failure) throw new Error(`the job failed: ${failure.message} (${failure.code})`);
    return detail.participants.find((each) => each.isMe)?.state === state;
  });
}

async function until<T>(probe: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline) throw new Error('the demo waited three minutes for a step; see the log above');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
