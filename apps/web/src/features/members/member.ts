import type { RoleName } from '@chopmark/core';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/routers/app-router.ts';

type Outputs = inferRouterOutputs<AppRouter>;

export type MemberPage = Outputs['members']['list'];
export type Member = MemberPage['items'][number];
export type Role = Outputs['members']['roles'][number];
export type OpenInvitation = Outputs['invitations']['list'][number];
export type Invitation = Outputs['invitations']['get'];

/** May all these roles be granted and taken by the one who looks? */
export function mayChange(roles: readonly Role[], held: readonly RoleName[]): boolean {
  return held.every((name) => roles.find((role) => role.name === name)?.grantable ?? false);
}

/** Everything these roles permit together. */
export function rolePermissions(roles: readonly Role[], held: readonly RoleName[]): Set<string> {
  return new Set(roles.filter((role) => held.includes(role.name)).flatMap((role) => role.permissions));
}
