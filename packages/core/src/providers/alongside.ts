import type { BatchOptions, Prisma } from '@chopmark/db';
import type { Alongside } from '@chopmark/plugins';

type HostsOwn = {
  tenantId: string;
  statements(): Promise<Prisma.Sql[]>;
  options: BatchOptions | undefined;
  isWritten: boolean;
};

/** What stands behind each; nobody else can reach it through what a plug-in is given. */
const made = new WeakMap<Alongside, HostsOwn>();

/**
 * Statements of a tenant's that a plug-in may have written together with its own entries, in one transaction.
 * @param statements asked for at that moment
 * @param options of that transaction
 */
export function writtenAlongside(
  tenantId: string,
  statements: HostsOwn['statements'],
  options?: BatchOptions,
): Alongside {
  const token: Alongside = Object.freeze({ kind: 'alongside' });
  made.set(token, { tenantId, statements, options, isWritten: false });
  return token;
}

/** Whether a plug-in has had it written; otherwise that is left to who made it. */
export const isWritten = (token: Alongside): boolean => made.get(token)?.isWritten ?? false;

/** As the state of a tenant's plug-in writes it. What is another tenant's, or nothing of ours, is left alone. */
export function hostsOf(token: Alongside, tenantId: string): HostsOwn | undefined {
  const own = made.get(token);
  return own?.tenantId === tenantId ? own : undefined;
}
