import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ContractState,
  canMove,
  contractStates,
  isContractState,
  requireMove,
} from './state-machine.ts';

/** Written out once more, by hand, from mission.md D2. */
const ALLOWED: [ContractState, ContractState][] = [
  ['draft', 'sending'],
  ['sending', 'in_progress'],
  ['sending', 'expired'],
  ['sending', 'withdrawn'],
  ['in_progress', 'completed'],
  ['in_progress', 'finishing'],
  ['finishing', 'completed'],
  ['in_progress', 'expired'],
  ['in_progress', 'withdrawn'],
  ['in_progress', 'rejected'],
  ['in_progress', 'voided'],
  ['completed', 'voided'],
];
const ENDED: ContractState[] = ['expired', 'withdrawn', 'rejected', 'voided'];

test('allows exactly the listed steps', () => {
  const found = contractStates.flatMap((from) =>
    contractStates.filter((to) => canMove(from, to)).map((to) => [from, to]),
  );
  expect(found.sort()).toEqual(ALLOWED.toSorted());
});

test('a contract that has ended never moves again, whatever is tried on the way', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...contractStates), { maxLength: 40 }), (attempts) => {
      let state: ContractState = 'draft';
      let ended: ContractState | undefined;
      for (const to of attempts) {
        if (canMove(state, to)) state = to;
        if (ended) expect(state).toBe(ended);
        if (ENDED.includes(state)) ended = state;
      }
    }),
  );
});

test('no contract becomes a draft again, and none is completed without having been in progress', () => {
  for (const from of contractStates) {
    expect(canMove(from, 'draft')).toBe(false);
    if (from !== 'in_progress' && from !== 'finishing') expect(canMove(from, 'completed')).toBe(false);
    if (from !== 'in_progress') expect(canMove(from, 'finishing')).toBe(false);
  }
});

test('a refused step names both states', () => {
  expect(() => requireMove('withdrawn', 'in_progress')).toThrow(
    expect.objectContaining({ code: 'CONTRACT_STATE', params: { from: 'withdrawn', to: 'in_progress' } }),
  );
  expect(() => requireMove('invented', 'completed')).toThrow(
    expect.objectContaining({ code: 'CONTRACT_STATE' }),
  );
});

test('names of objects are no states', () => {
  expect(isContractState('toString')).toBe(false);
  expect(isContractState('__proto__')).toBe(false);
});
