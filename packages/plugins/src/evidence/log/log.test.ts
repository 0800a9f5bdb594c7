import { expect, test } from 'vitest';
import { evidenceConformance } from '../../../testing/evidence-conformance.ts';
import { memoryState, testHost, tickingClock } from '../../../testing/test-host.ts';
import { logEvidence } from './log.ts';

const deposit = {
  contractId: 'c-1',
  seq: 3,
  chainHash: 'ab'.repeat(32),
  at: new Date('2026-01-15T08:00:00Z'),
};

function evidence(state = memoryState()) {
  return logEvidence.create({}, testHost({ state, clock: tickingClock('2026-01-15T09:00:01Z') }));
}

test('gives a receipt with the time of the deposit, not of the event', async () => {
  const { receipt, at } = await (await evidence()).deposit(deposit);
  expect(receipt).toMatch(/^log-[0-9a-f]{64}$/);
  expect(at).toEqual(new Date('2026-01-15T09:00:01Z'));
});

test('gives the same receipt for the same deposit, at once, at the same time and after a restart', async () => {
  const state = memoryState();
  const provider = await evidence(state);
  const results = await Promise.all(Array.from({ length: 8 }, () => provider.deposit(deposit)));
  results.push(await (await evidence(state)).deposit(deposit));
  expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
});

test('refuses another hash for an event that was deposited', async () => {
  const provider = await evidence();
  await provider.deposit(deposit);
  const other = provider.deposit({ ...deposit, chainHash: 'cd'.repeat(32) });
  await expect(other).rejects.toMatchObject({ code: 'EVIDENCE_CONFLICT', retryable: false });
});

test('gives different events and contracts different receipts', async () => {
  const provider = await evidence();
  const deposits = [deposit, { ...deposit, seq: 4 }, { ...deposit, contractId: 'c-2' }];
  const receipts = await Promise.all(deposits.map((each) => provider.deposit(each)));
  expect(new Set(receipts.map(({ receipt }) => receipt)).size).toBe(3);
});

test.each([
  { contractId: '' },
  { contractId: 'a/0000' },
  { seq: -1 },
  { seq: 1.5 },
  { chainHash: 'AB'.repeat(32) },
  { chainHash: 'ab' },
  { at: new Date('never') },
])('refuses %j', async (change) => {
  const attempt = (await evidence()).deposit({ ...deposit, ...change });
  await expect(attempt).rejects.toMatchObject({ code: 'EVIDENCE_REQUEST' });
});

evidenceConformance(logEvidence, { config: {} });
