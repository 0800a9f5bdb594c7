import type { PillState } from '#ui/state-pill.tsx';

/**
 * What a contract's state means to the one who looks.
 * @param state of the contract, as core has it
 * @param myState of one's own part in it, if one is a party
 */
export function pillStateOf(state: string, myState: string | null): PillState {
  switch (state) {
    case 'draft':
    case 'sending':
    case 'finishing':
    case 'completed':
    case 'expired':
    case 'withdrawn':
    case 'rejected':
    case 'voided':
      return state;
    default:
      return myState === 'awaited' ? 'awaitingMe' : 'awaitingOthers';
  }
}
