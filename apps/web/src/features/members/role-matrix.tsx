import type { Permission } from '@chopmark/core';
import { Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Fragment } from 'react';
import { Card } from '#ui/card.tsx';
import { cn } from '#ui/class-names.ts';
import type { Role } from './member.ts';
import { type PermissionGroup, permissionGroups } from './permission-groups.ts';

/** What each role may do: a matrix on a desk, one list for each role on a phone. */
export function RoleMatrix({ roles }: { roles: readonly Role[] }) {
  return (
    <>
      <Matrix roles={roles} />
      <ul className="grid gap-4 lg:hidden">
        {roles.map((role) => (
          <li key={role.name}>
            <RoleCard role={role} groups={permissionGroups([role])} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Matrix({ roles }: { roles: readonly Role[] }) {
  const t = useTranslations('roles');
  const words = useTranslations('permissions');
  return (
    <Card className="overflow-clip max-lg:hidden">
      <table className="w-full text-left text-sm" aria-label={t('matrix')}>
        <thead className="border-b">
          <tr>
            <th scope="col" className="px-5 py-3 align-bottom font-medium text-muted">
              {t('permission')}
            </th>
            {roles.map((role) => (
              <th
                key={role.name}
                scope="col"
                className="w-[12%] px-2 py-3 text-center align-bottom font-medium"
              >
                {t(`names.${role.name}`)}
              </th>
            ))}
          </tr>
        </thead>
        {permissionGroups(roles).map(({ group, permissions }) => (
          <tbody key={group} className="divide-y border-b last:border-b-0">
            <tr>
              <th
                scope="rowgroup"
                colSpan={roles.length + 1}
                className="bg-sunken px-5 py-2 text-left font-medium text-muted"
              >
                {words(`groups.${group}`)}
              </th>
            </tr>
            {permissions.map((permission) => (
              <MatrixRow key={permission} permission={permission} roles={roles} />
            ))}
          </tbody>
        ))}
      </table>
    </Card>
  );
}

function MatrixRow({ permission, roles }: { permission: Permission; roles: readonly Role[] }) {
  const t = useTranslations('roles');
  const words = useTranslations('permissions');
  return (
    <tr className="hover:bg-sunken">
      <th scope="row" className="px-5 py-2.5 font-normal">
        {words(permission)}
      </th>
      {roles.map((role) => {
        const allowed = role.permissions.includes(permission);
        return (
          <td key={role.name} className="px-2 py-2.5 text-center">
            {allowed ? (
              <Check aria-hidden className="inline size-4 text-success" />
            ) : (
              <span aria-hidden className="text-faint">
                –
              </span>
            )}
            <span className="sr-only">{allowed ? t('allowed') : t('notAllowed')}</span>
          </td>
        );
      })}
    </tr>
  );
}

type RoleCardProps = { role: Role; groups: { group: PermissionGroup; permissions: Permission[] }[] };

function RoleCard({ role, groups }: RoleCardProps) {
  const t = useTranslations('roles');
  const words = useTranslations('permissions');
  return (
    <Card className="grid gap-3 p-4" aria-labelledby={`role-${role.name}`}>
      <div className="grid gap-0.5">
        <h2 id={`role-${role.name}`} className="text-lg font-semibold">
          {t(`names.${role.name}`)}
        </h2>
        <p className="text-muted">{t(`about.${role.name}`)}</p>
      </div>
      <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-[6rem_1fr]">
        {groups.map(({ group, permissions }) => (
          <Fragment key={group}>
            <dt className={cn('text-sm text-muted')}>{words(`groups.${group}`)}</dt>
            <dd>
              <ul className="grid gap-1">
                {permissions.map((permission) => (
                  <li key={permission} className="flex items-start gap-2">
                    <Check aria-hidden className="mt-1 size-3.5 shrink-0 text-success" />
                    {words(permission)}
                  </li>
                ))}
              </ul>
            </dd>
          </Fragment>
        ))}
      </dl>
    </Card>
  );
}
