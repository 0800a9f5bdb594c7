import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

const HEADER = 16;

/** What is being tried right now, in a file, so that it is known even when the process doesn't live to tell. */
export class Journal {
  readonly #file: number;
  readonly #header = Buffer.alloc(HEADER);

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  begin(input: Uint8Array): void {
    writeSync(this.#file, input, 0, input.length, HEADER);
    this.#header.writeDoubleLE(Date.now(), 0);
    this.#header.writeUInt32LE(input.length, 8);
    writeSync(this.#file, this.#header, 0, HEADER, 0);
  }

  end(): void {
    this.#header.writeDoubleLE(0, 0);
    writeSync(this.#file, this.#header, 0, HEADER, 0);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** @returns since when (milliseconds) which input is being tried; undefined between two */
export function readJournal(path: string): { since: number; input: Uint8Array } | undefined {
  const bytes = readFileSync(path);
  if (bytes.length < HEADER) return undefined;
  const since = bytes.readDoubleLE(0);
  const length = bytes.readUInt32LE(8);
  return since === 0 ? undefined : { since, input: new Uint8Array(bytes.subarray(HEADER, HEADER + length)) };
}
