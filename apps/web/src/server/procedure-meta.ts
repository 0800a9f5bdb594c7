import type { Permission } from '@chopmark/core';
import type { OpenApiMeta, OpenApiMethod } from 'trpc-to-openapi';

/**
 * Who may call a procedure. A permission of the matrix: a member of the tenant named by `X-Tenant` who holds it.
 * `anonymous`: anyone. `account`: who is logged in. `operator`: an operator of the platform, in no tenant.
 * `participant`: a signer, by invitation or as a member; core then checks that it is their contract.
 */
export type Access = Permission | 'anonymous' | 'account' | 'operator' | 'participant';

/** Every procedure and hand-written route carries this: there is no way to make one without. */
export type ProcedureMeta = {
  permission: Access;
  openapi: {
    method: OpenApiMethod;
    path: `/${string}`;
    tags: [string, ...string[]];
    summary: string;
    description?: string;
    /** Does the call need credentials? Documentation only; `permission` decides. */
    protect: boolean;
    successDescription?: string;
    errorResponses?: number[];
  };
};

/** How tRPC keeps it: its type must allow for routers of other makers, which have none. */
export type StoredMeta = OpenApiMeta<{ permission?: Access }>;

/** The roles a page or consumer can have towards a procedure that is not bound to a tenant. */
export const openAccess = ['anonymous', 'account', 'operator', 'participant'] as const;

export function isTenantPermission(access: Access): access is Permission {
  return !openAccess.some((open) => open === access);
}
