import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { DbError } from '../errors.ts';

const SQLITE_BUSY = 5;
const POLL_MS = 20;

/**
 * A file lock that the kernel gives back when its process ends, however it ends. Files holding process
 * IDs would have to be judged stale by guesswork (IDs are reused, soonest of all in containers), and
 * Node has no flock; SQLite's own locks on an empty database file are exactly what is needed.
 *
 * One object is one owner: it holds nothing, a share, or the whole lock.
 */
export class KernelLock {
  readonly #database: DatabaseSync;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    this.#database = new DatabaseSync(path);
  }

  /** Takes the whole lock, waiting for others to leave. Throws EMBEDDED_LOCKED after `timeoutMs`. */
  async exclusive(timeoutMs: number): Promise<void> {
    await this.#poll(() => this.tryExclusive(), timeoutMs);
  }

  /** Takes a share, waiting while another owner has the whole lock. Throws EMBEDDED_LOCKED after `timeoutMs`. */
  async share(timeoutMs: number): Promise<void> {
    await this.#poll(() => this.#try('begin', 'select count(*) from sqlite_master'), timeoutMs);
  }

  /** Takes the whole lock if nobody else holds any of it; says whether it did. */
  tryExclusive(): boolean {
    return this.#try('begin exclusive');
  }

  /** Gives back what is held; harmless when nothing is. */
  release(): void {
    if (this.#database.isTransaction) this.#database.exec('rollback');
  }

  /** Gives back what is held and closes the file. */
  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #try(begin: string, read?: string): boolean {
    try {
      this.#database.exec(begin);
      if (read !== undefined) this.#database.prepare(read).get();
      return true;
    } catch (error) {
      this.release();
      if (isBusy(error)) return false;
      throw error;
    }
  }

  async #poll(attempt: () => boolean, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!attempt()) {
      if (Date.now() > deadline) {
        throw new DbError(
          'EMBEDDED_LOCKED',
          `Another process is starting or stopping the database and does not finish (lock ${this.#path}). End it and try again.`,
          { retryable: true },
        );
      }
      await sleep(POLL_MS);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
