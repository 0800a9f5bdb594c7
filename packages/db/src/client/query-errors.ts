/**
 * Whether a query failed on a unique constraint or index; with `constraint`, on the one of that name
 * (`contract_access_pkey`, `role_tenant_id_name_key`, …).
 */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const cause = driverCause(error);
  if (codeOf(error) !== 'P2002' && cause?.originalCode !== '23505') return false;
  return (
    constraint === undefined ||
    indexOf(cause?.constraint) === constraint ||
    mentions(cause?.originalMessage, constraint)
  );
}

/** Whether an update, delete or `…OrThrow` found no row (which may also mean: none this tenant may touch). */
export function isNotFound(error: unknown): boolean {
  return codeOf(error) === 'P2025';
}

/** Whether the database gave up one of several transactions in each other's way; repeating it may succeed. */
export function isTransactionConflict(error: unknown): boolean {
  if (codeOf(error) === 'P2034') return true;
  const cause = driverCause(error);
  return (
    cause?.kind === 'TransactionWriteConflict' ||
    cause?.originalCode === '40001' ||
    cause?.originalCode === '40P01'
  );
}

// Told by shape, not by class: a bundler may load the client twice.
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** What the pg adapter says: on a Prisma error under `meta.driverAdapterError`, or as the error itself (COMMIT). */
function driverCause(error: unknown): Record<string, unknown> | undefined {
  if (!(error instanceof Error)) return undefined;
  const meta = 'meta' in error && isRecord(error.meta) ? error.meta.driverAdapterError : undefined;
  const cause = meta instanceof Error ? meta.cause : error.cause;
  return isRecord(cause) ? cause : undefined;
}

function indexOf(constraint: unknown): unknown {
  return isRecord(constraint) ? constraint.index : undefined;
}

function mentions(message: unknown, constraint: string): boolean {
  return typeof message === 'string' && message.includes(`"${constraint}"`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
