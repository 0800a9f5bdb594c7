import type { Database } from '@chopmark/db';
import type { Inngest } from 'inngest';
import type { Logger } from 'pino';
import type { CpuPool } from './cpu/pool.ts';
import type { KeyPool } from './custody/key-pool.ts';
import type { SignerKeys } from './custody/signer-keys.ts';
import { CoreError } from './errors.ts';
import type { Providers } from './providers/providers.ts';
import type { TenantKeys } from './secrets/tenant-keys.ts';
import type { Permission } from './tenants/permissions.ts';

export type Locale = 'zh-CN' | 'en';

/** Who asks. A member acts inside one tenant; an invited person in one contract only. */
export type Actor =
  | { kind: 'anonymous' }
  | { kind: 'account'; accountId: string; sessionId: string; operator: boolean }
  | MemberActor
  | InvitedActor
  | { kind: 'system' };

export type MemberActor = {
  kind: 'member';
  accountId: string;
  sessionId: string;
  tenantId: string;
  membershipId: string;
  permissions: ReadonlySet<Permission>;
};

export type InvitedActor = { kind: 'invited'; tenantId: string; contractId: string; participantId: string };

/** What one process holds: connections, keys, providers, the pool for CPU work. Made by `createCore`. */
export type Core = {
  db: Database;
  keys: TenantKeys;
  providers: Providers;
  cpu: CpuPool;
  signerKeys: SignerKeys;
  keyPool: KeyPool;
  inngest: Inngest;
  log: Logger;
  publicUrl: string;
  now(): Date;
  close(): Promise<void>;
};

/** One request: the core, who asks and from where. */
export type Context = {
  core: Core;
  actor: Actor;
  ip?: string | undefined;
  userAgent?: string | undefined;
};

export function contextOf(
  core: Core,
  actor: Actor,
  request: { ip?: string; userAgent?: string } = {},
): Context {
  return { core, actor, ip: request.ip, userAgent: request.userAgent };
}

/** The member asking, if they hold the permission. */
export function requireMember(ctx: Context, permission: Permission): MemberActor {
  if (ctx.actor.kind !== 'member') throw new CoreError('UNAUTHENTICATED', 'log in to a tenant first');
  if (!ctx.actor.permissions.has(permission)) {
    throw new CoreError('FORBIDDEN', `this needs the permission ${permission}`, { params: { permission } });
  }
  return ctx.actor;
}

/** The platform operator asking: never inside a tenant, so nothing of a contract is within their reach. */
export function requireOperator(ctx: Context): { accountId: string } {
  if (ctx.actor.kind !== 'account') throw new CoreError('UNAUTHENTICATED', 'log in first');
  if (!ctx.actor.operator) throw new CoreError('OPERATOR_ONLY', 'this is for operators of the platform');
  return ctx.actor;
}

/** The logged-in account asking, inside a tenant or not. */
export function requireAccount(ctx: Context): { accountId: string; sessionId: string } {
  if (ctx.actor.kind === 'account' || ctx.actor.kind === 'member') return ctx.actor;
  throw new CoreError('UNAUTHENTICATED', 'log in first');
}
