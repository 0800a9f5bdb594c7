import { CryptoError } from '../errors.ts';

/** What a file may cost us. Every limit ends in a coded error, never in a hang or a full memory. */
export type ReaderLimits = {
  maxFileSize: number /* octets */;
  maxNesting: number /* arrays and dictionaries inside each other */;
  maxRevisions: number;
  maxObjects: number /* cross-reference entries over all revisions */;
  maxInflated: number /* octets out of one stream */;
  maxInflatedTotal: number /* octets out of all streams */;
  maxWork: number /* steps: roughly, bytes lexed plus values compared */;
  maxRoom: number /* for values that are kept, in some 30 octets */;
};

export const defaultLimits: ReaderLimits = {
  maxFileSize: 256 * 1024 * 1024,
  maxNesting: 64,
  maxRevisions: 500,
  maxObjects: 1_000_000,
  maxInflated: 64 * 1024 * 1024,
  maxInflatedTotal: 256 * 1024 * 1024,
  maxWork: 100_000_000,
  maxRoom: 16_000_000,
};

/** Counts what reading one file costs and stops it with PDF_TOO_COMPLEX; counting is deterministic, a clock isn't. */
export class WorkBudget {
  readonly limits: ReaderLimits;
  #work = 0;
  #inflated = 0;
  #kept = 0;

  constructor(limits: ReaderLimits) {
    this.limits = limits;
  }

  spend(steps: number): void {
    this.#work += steps;
    if (this.#work > this.limits.maxWork) throw tooComplex('it takes more work to read than is allowed');
  }

  /** Counts the room of what is read and will be kept; no more is given than is left. */
  keep<T>(lexer: { room: number }, read: () => T): T {
    const left = this.limits.maxRoom - this.#kept;
    lexer.room = left;
    const value = read();
    this.#kept += left - lexer.room;
    return value;
  }

  /** Octets that may still be inflated; 0 when the total is used up. */
  inflatable(): number {
    return Math.min(this.limits.maxInflated, this.limits.maxInflatedTotal - this.#inflated);
  }

  inflated(octets: number): void {
    this.#inflated += octets;
    if (octets > this.limits.maxInflated || this.#inflated > this.limits.maxInflatedTotal) {
      throw tooComplex('its streams inflate beyond what is allowed');
    }
    this.spend(octets >>> 3);
  }
}

export function tooComplex(why: string): CryptoError {
  return new CryptoError('PDF_TOO_COMPLEX', `The PDF can't be checked: ${why}. Ask for a simpler file.`);
}

export function damaged(why: string): CryptoError {
  return new CryptoError(
    'PDF_DAMAGED',
    `The PDF's structure is broken: ${why}. Ask the sender for the original file.`,
  );
}
