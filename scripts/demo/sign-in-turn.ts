import { type Context, contractDetail, requestWillingness, sign, signingView } from '@chopmark/core';
import type { Mail } from './mail.ts';
import { sampleHandwriting } from './sample-handwriting.ts';
import { until } from './until.ts';

/** A party signs when it is their turn: with the first seal they may use, or by hand; then the job is waited for. */
export async function signInTurn(ctx: Context, contractId: string, mail: Mail): Promise<void> {
  await untilMyTurn(ctx, contractId);
  const { seals } = await signingView(ctx, { contractId });
  const { challengeId } = await requestWillingness(ctx, { contractId });
  const code = await mail.next((message) => message.subject.match(/\d{6}/)?.[0]);
  const mark = seals[0] ? { sealId: seals[0].id } : { handwriting: sampleHandwriting() };
  await sign(ctx, { contractId, challengeId, code, ...mark, values: {} });
  await untilMyState(ctx, contractId, 'signed');
}

/** Waits until the documents are prepared and this party is asked. @throws Error when a job fails */
export const untilMyTurn = (ctx: Context, contractId: string) => untilMyState(ctx, contractId, 'awaited');

async function untilMyState(ctx: Context, contractId: string, state: string): Promise<void> {
  await until(async () => {
    const detail = await contractDetail(ctx, { contractId });
    const failure = detail.failure ?? detail.participants.find((each) => each.failure)?.failure;
    if (failure) throw new Error(`the job failed: ${failure.message} (${failure.code})`);
    return detail.participants.find((each) => each.isMe)?.state === state;
  });
}
