/**
 * Whether a query failed on a unique constraint or index; with `constraint`, on the one of that name
 * (`contract_access_pkey`, `role_tenant_id_name_key`, …).
 */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const cause = driverCause(error);
  const code = codeOf(error);
  if (code !== 'P2002' && code !== '23505' && cause?.originalCode !== '23505') return false;
  return (
    constraint === undefined ||
    ownConstraint(error) === constraint ||
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
  const cause = driverCause(error);
  const codes = [codeOf(error), cause?.originalCode];
  return (
    cause?.kind === 'TransactionWriteConflict' ||
    ['P2034', '40001', '40P01'].some((conflict) => codes.includes(conflict))
  );
}

// Told by shape, not by class: a bundler may load the client twice.
/** Prisma's code, or PostgreSQL's own where the error came without Prisma (a batch). */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function ownConstraint(error: unknown): unknown {
  return error instanceof Error && 'constraint' in error ? error.constraint : undefined;
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
