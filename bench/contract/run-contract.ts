import { type Context, contractDetail, downloadContract, sendContract, sign } from '@chopmark/core';
import { contextOfParticipant, draftContract, prepareToSign } from '@chopmark/core/testing';

/** As often as the demo looks; more often would measure the looking. */
const POLL_MS = 25;
const DEADLINE_MS = 300_000;

/**
 * One contract from its upload to its end: an enterprise seals, then a person signs by hand, both after proving
 * willingness by a code. Every job runs in the worker, as in production.
 */
export async function runContract(owner: Context, pdf: Uint8Array): Promise<{ contractId: string }> {
  const contract = await draftContract(owner, { pdf, persons: ['Ming'], ordering: 'sequential' });
  const { contractId } = contract;
  await sendContract(owner, { contractId });
  for (const participant of contract.participants) {
    await until(owner, contractId, (detail) => stateOf(detail, participant.id) === 'awaited');
    const signer = await contextOfParticipant(owner, participant);
    await sign(signer, await prepareToSign(signer, contractId));
    await until(owner, contractId, (detail) => stateOf(detail, participant.id) === 'signed');
  }
  await until(owner, contractId, ({ state }) => state === 'completed');
  return { contractId };
}

export async function signedFile(owner: Context, contractId: string): Promise<Uint8Array> {
  return (await downloadContract(owner, { contractId })).bytes;
}

type Detail = Awaited<ReturnType<typeof contractDetail>>;

const stateOf = ({ participants }: Detail, id: string) => participants.find((each) => each.id === id)?.state;

async function until(
  owner: Context,
  contractId: string,
  reached: (detail: Detail) => boolean,
): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const detail = await contractDetail(owner, { contractId });
    if (reached(detail)) return;
    const failure = detail.failure ?? detail.participants.find((each) => each.failure)?.failure;
    if (failure) throw new Error(`a contract's job failed: ${failure.message} (${failure.code})`);
    if (Date.now() > deadline) throw new Error(`a contract stood still for ${DEADLINE_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
