import type { RoleName } from '@chopmark/core';
import { useTranslations } from 'next-intl';

/** A member's roles, each as a pill. */
export function RolePills({ roles }: { roles: readonly RoleName[] }) {
  const t = useTranslations('roles.names');
  return (
    <ul className="flex flex-wrap gap-1.5">
      {roles.map((role) => (
        <li
          key={role}
          className="inline-flex min-h-6 items-center rounded-full border border-field px-2.5 text-sm whitespace-nowrap"
        >
          {t(role)}
        </li>
      ))}
    </ul>
  );
}
