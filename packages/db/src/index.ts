export {
  createDatabase,
  type Database,
  type DatabaseInput,
  type TenantTx,
  type TransactionOptions,
} from './client/database.ts';
export { isNotFound, isTransactionConflict, isUniqueViolation } from './client/query-errors.ts';
export type { BatchOptions } from './client/tenant-batch.ts';
export { DbError, type DbErrorCode } from './errors.ts';
export type * from './generated/client.ts';
export { Prisma } from './generated/client.ts';
export { type MigrateInput, migrate } from './migrate/migrate.ts';
export { type DatabaseRole, databaseUrl, roleUrl } from './migrate/role-url.ts';
export type { RolePasswords } from './migrate/roles.ts';
