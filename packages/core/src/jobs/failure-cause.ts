import { NonRetriableError } from 'inngest';
import { CoreError } from '../errors.ts';

const MARK = /^\[([A-Z0-9_]+)\] ([\s\S]*)$/;

/**
 * Runs a step so that its error's code survives the job engine, which keeps messages only, and so that an error nobody
 * can wait out ends the job at once.
 */
export async function coded<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const { code, final } = classify(error);
    const message = `[${code}] ${error instanceof Error ? error.message : String(error)}`;
    throw final ? new NonRetriableError(message, { cause: error }) : new Error(message, { cause: error });
  }
}

/** An error that says that trying again is no use is final; INTERNAL stands for its cause. */
function classify(error: unknown): { code: string; final: boolean } {
  if (!isCoded(error)) return { code: 'INTERNAL', final: false };
  if (error instanceof CoreError && error.code === 'INTERNAL' && error.cause) return classify(error.cause);
  return { code: error.code, final: !error.retryable && error.code !== 'INTERNAL' };
}

/** Errors of our packages and of plug-ins say whether to try again; codes of Node or the database mean nothing to people. */
function isCoded(error: unknown): error is Error & { code: string; retryable: boolean } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'retryable' in error &&
    typeof error.retryable === 'boolean'
  );
}

/** The code and words of an error that came through the job engine. */
export function causeOf(error: { message: string }): { code: string; message: string } {
  const match = MARK.exec(error.message);
  return { code: match?.[1] ?? 'INTERNAL', message: match?.[2] ?? error.message };
}
