export type ExecutorErrorCode =
  | 'ALREADY_STARTED'
  | 'EXPRESSION_INVALID'
  | 'FUNCTION_ID_TWICE'
  | 'FUNCTION_SETTING_UNSUPPORTED'
  | 'RUN_NOT_FAILED'
  | 'RUN_NOT_FOUND';

/** Wrong use of the executor. What goes wrong inside a run is in the run's own `error` instead. */
export class ExecutorError extends Error {
  readonly code: ExecutorErrorCode;
  readonly retryable = false;

  constructor(code: ExecutorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExecutorError';
    this.code = code;
  }
}

/** An error as it crosses the SDK protocol and as it is kept in the database. */
export type RunError = { name: string; message: string; stack?: string | undefined; [key: string]: unknown };

export function describeError(error: unknown): RunError {
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack };
  return { name: 'Error', message: String(error) };
}
