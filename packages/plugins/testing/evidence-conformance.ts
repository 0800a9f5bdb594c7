import { createHash, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { EvidenceDeposit } from '../src/contract/evidence.ts';
import type { Plugin } from '../src/contract/plugin.ts';
import { type Check, describeChecks } from './check.ts';
import { commonChecks } from './common-checks.ts';
import { hostileLines } from './hostile.ts';
import { expectRefusal } from './refusal.ts';
import { type Subject, type SubjectOptions, subjectOf } from './subject.ts';

export type EvidenceConformanceOptions = SubjectOptions;

/** What every evidence provider must do. It deposits some hundred hashes of contracts that don't exist. */
export function evidenceConformance(plugin: Plugin<'evidence'>, options: EvidenceConformanceOptions): void {
  describeChecks(`evidence conformance: ${plugin.id}`, evidenceChecks(plugin, options));
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

function depositOf(change: Partial<EvidenceDeposit> = {}): EvidenceDeposit {
  const contractId = randomUUID();
  // The event is older than its deposit.
  return { contractId, seq: 3, chainHash: hashOf(contractId), at: new Date(Date.now() - 60_000), ...change };
}

/** The checks themselves, so that a test can hand them a provider that must fail. */
export function evidenceChecks(plugin: Plugin<'evidence'>, options: EvidenceConformanceOptions): Check[] {
  const subject = subjectOf(plugin, options);
  return [
    ...commonChecks(subject, {
      abilities: ['chain-hash', 'notary-certificate', 'forensic-opinion', 'judicial-chain'],
      work: (provider) => provider.deposit(depositOf()),
      refused: (provider) => [provider.deposit(depositOf({ chainHash: 'none' }))],
      personal: [],
    }),
    ...receiptChecks(subject),
    ...conflictChecks(subject),
    ...requestChecks(subject),
  ];
}

function receiptChecks({ start }: Subject<'evidence'>): Check[] {
  return [
    {
      name: 'gives a receipt with the time of the deposit, not of the event',
      run: async () => {
        const before = Date.now();
        const { receipt, at } = await (await start()).provider.deposit(depositOf());
        expect(receipt).toMatch(/^[\x20-\x7e]{8,}$/);
        // A remote service's clock, and whole seconds.
        expect(at.getTime()).toBeGreaterThanOrEqual(before - 5000);
        expect(at.getTime()).toBeLessThanOrEqual(Date.now() + 5000);
      },
    },
    {
      name: 'gives the same receipt for the same deposit: again, at the same time, after a restart',
      run: async () => {
        const { provider, state } = await start();
        const deposit = depositOf();
        const together = await Promise.all(Array.from({ length: 12 }, () => provider.deposit(deposit)));
        const later = await provider.deposit(deposit);
        const restarted = await (await start({ state })).provider.deposit(deposit);
        const all = [...together, later, restarted].map((each) => `${each.receipt} ${each.at.toISOString()}`);
        expect(new Set(all).size).toBe(1);
      },
    },
    {
      name: 'takes a repeated deposit for the same, whatever time its event is said to have',
      run: async () => {
        const { provider } = await start();
        const deposit = depositOf();
        const first = await provider.deposit(deposit);
        expect(await provider.deposit({ ...deposit, at: new Date() })).toEqual(first);
      },
    },
    {
      name: 'gives every event of every contract a receipt of its own',
      run: async () => {
        const { provider } = await start();
        const chainHash = hashOf('the same for all');
        const contracts = [randomUUID(), 'a', 'a1', 'a11', 'A', 'a_1', 'a-1'];
        const deposits = contracts.flatMap((contractId) =>
          [0, 1, 10, 11, 111, Number.MAX_SAFE_INTEGER].map((seq) =>
            depositOf({ contractId, seq, chainHash }),
          ),
        );
        const receipts = await Promise.all(deposits.map((each) => provider.deposit(each)));
        expect(new Set(receipts.map(({ receipt }) => receipt)).size).toBe(deposits.length);
      },
    },
    {
      name: 'hands out copies: changing a result changes nothing kept',
      run: async () => {
        const { provider } = await start();
        const deposit = depositOf();
        const first = await provider.deposit(deposit);
        const at = first.at.toISOString();
        first.at.setTime(0);
        expect((await provider.deposit(deposit)).at.toISOString()).toBe(at);
      },
    },
  ];
}

function conflictChecks({ start }: Subject<'evidence'>): Check[] {
  const changed = (deposit: EvidenceDeposit) => ({ ...deposit, chainHash: hashOf('tampered') });
  return [
    {
      name: 'refuses another hash for an event that was deposited, also after a restart, and keeps the first',
      run: async () => {
        const { provider, state } = await start();
        const deposit = depositOf();
        const first = await provider.deposit(deposit);
        const restarted = (await start({ state })).provider;
        for (const each of [provider, restarted]) {
          await expectRefusal(() => each.deposit(changed(deposit)), 'EVIDENCE_CONFLICT');
          await expect(each.deposit(changed(deposit))).rejects.toMatchObject({ retryable: false });
          expect(await each.deposit(deposit)).toEqual(first);
        }
      },
    },
    {
      name: 'of different hashes for one event at the same time lets exactly one in',
      run: async () => {
        const { provider } = await start();
        const deposit = depositOf();
        const hashes = Array.from({ length: 10 }, (_, index) => hashOf(`version ${index}`));
        const outcomes = await Promise.allSettled(
          hashes.map((chainHash) => provider.deposit({ ...deposit, chainHash })),
        );
        const refused = outcomes.filter((each) => each.status === 'rejected');
        expect(refused).toHaveLength(hashes.length - 1);
        for (const { reason } of refused) expect(reason).toMatchObject({ code: 'EVIDENCE_CONFLICT' });
      },
    },
  ];
}

function requestChecks({ start }: Subject<'evidence'>): Check[] {
  const hash = hashOf('x');
  const unfit: [string, Partial<EvidenceDeposit>][] = [
    ['no contract', { contractId: '' }],
    ['a contract that is a path', { contractId: '../c/0' }],
    ...hostileLines.map(([what, text]): [string, Partial<EvidenceDeposit>] => [
      `a contract with ${what}`,
      { contractId: `c${text}` },
    ]),
    ['a negative event', { seq: -1 }],
    ['half an event', { seq: 1.5 }],
    ['no number', { seq: Number.NaN }],
    ['an event beyond exact numbers', { seq: 2 ** 53 }],
    ['no hash', { chainHash: '' }],
    ['a short hash', { chainHash: hash.slice(2) }],
    ['a long hash', { chainHash: `${hash}00` }],
    ['a hash in capitals', { chainHash: hash.toUpperCase().replace(/^./, 'A') }],
    ['a hash with a line end', { chainHash: `${hash}\n` }],
    ['no time', { at: new Date(Number.NaN) }],
  ];
  return unfit.map(([what, change]) => ({
    name: `refuses a deposit with ${what}, and keeps nothing`,
    run: async () => {
      const { provider, state } = await start();
      await expectRefusal(() => provider.deposit(depositOf(change)), 'EVIDENCE_REQUEST');
      expect(await state.list('')).toEqual([]);
    },
  }));
}
