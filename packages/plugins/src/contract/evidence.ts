import type { HealthChecked } from './health.ts';

export type EvidenceDeposit = {
  contractId: string;
  /** Number of the last event the hash covers, from 0. */
  seq: number;
  /** SHA-256 of the event chain up to `seq`, lower-case hexadecimal. */
  chainHash: string;
  at: Date;
};

export interface EvidenceProvider extends HealthChecked {
  /** The same contract, seq and hash give the same receipt; another hash for them is refused with EVIDENCE_CONFLICT. */
  deposit(deposit: EvidenceDeposit): Promise<{ receipt: string; at: Date }>;
}
