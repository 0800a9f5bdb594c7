import { expect } from 'vitest';
import { PluginError, type PluginErrorCode } from '../src/errors.ts';

/** What a call threw; fails when it went through. Synchronous throws count as well. */
export async function errorOf(call: () => Promise<unknown>): Promise<unknown> {
  let result: unknown;
  try {
    result = await call();
  } catch (error) {
    return error;
  }
  throw new Error(`it was not refused but answered ${JSON.stringify(result)}`);
}

/**
 * Refused with this code, in words, and with the same code each time: a fault that changes its name can't be handled.
 */
export async function expectRefusal(call: () => Promise<unknown>, code: PluginErrorCode): Promise<void> {
  for (const attempt of [await errorOf(call), await errorOf(call)]) {
    expect(attempt).toBeInstanceOf(PluginError);
    expect(attempt).toMatchObject({ code, message: expect.stringMatching(/[a-z]{3}/i) });
  }
}

/** Everything an error could tell: message, stack, cause and what hangs on it. */
export function wholeText(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? String(error);
  const own = JSON.stringify(error, Object.getOwnPropertyNames(error));
  return `${own} ${error.cause === undefined ? '' : wholeText(error.cause)}`;
}
