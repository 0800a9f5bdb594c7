import { CoreError } from '../errors.ts';

/**
 * The one state machine of a contract (mission.md D2). `sending` lasts while its documents are prepared and certified,
 * `finishing` from the last signature until the promised level is reached.
 */
const transitions = {
  draft: ['sending'],
  sending: ['in_progress', 'expired', 'withdrawn'],
  in_progress: ['finishing', 'completed', 'expired', 'withdrawn', 'rejected', 'voided'],
  finishing: ['completed'],
  completed: ['voided'],
  expired: [],
  withdrawn: [],
  rejected: [],
  voided: [],
} as const satisfies Record<string, readonly string[]>;

export type ContractState = keyof typeof transitions;

export const contractStates = Object.keys(transitions) as ContractState[];

export function isContractState(state: string): state is ContractState {
  return Object.hasOwn(transitions, state);
}

export function canMove(from: ContractState, to: ContractState): boolean {
  const targets: readonly string[] = transitions[from];
  return targets.includes(to);
}

/** @throws CoreError CONTRACT_STATE when the step isn't in the machine */
export function requireMove(from: string, to: ContractState): void {
  if (isContractState(from) && canMove(from, to)) return;
  throw new CoreError('CONTRACT_STATE', `a contract that is ${from} cannot become ${to}`, {
    params: { from, to },
  });
}
