import { NonRetriableError } from 'inngest';
import { CoreError } from '../errors.ts';

const MARK = /^\[([A-Z_]+)\] ([\s\S]*)$/;

/**
 * Runs a step so that its error's code survives the job engine, which keeps messages only, and so that an error nobody
 * can wait out ends the job at once.
 */
export async function coded<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const code =
      error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL';
    const message = `[${code}] ${error instanceof Error ? error.message : String(error)}`;
    const final = error instanceof CoreError && !error.retryable && error.code !== 'INTERNAL';
    throw final ? new NonRetriableError(message, { cause: error }) : new Error(message, { cause: error });
  }
}

/** The code and words of an error that came through the job engine. */
export function causeOf(error: { message: string }): { code: string; message: string } {
  const match = MARK.exec(error.message);
  return { code: match?.[1] ?? 'INTERNAL', message: match?.[2] ?? error.message };
}
