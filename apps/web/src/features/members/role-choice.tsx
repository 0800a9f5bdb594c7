'use client';

import type { RoleName } from '@chopmark/core';
import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Checkbox } from '#ui/checkbox.tsx';
import type { Role } from './member.ts';

export type RoleChoiceProps = {
  roles: readonly Role[];
  value: readonly RoleName[];
  onChange: (value: RoleName[]) => void;
  error?: string | undefined;
  /** Roles that stay as they are, beside those that may not be granted. */
  locked?: (role: Role) => boolean;
};

/** Which roles a member has, each with what it means. */
export function RoleChoice({ roles, value, onChange, error, locked }: RoleChoiceProps) {
  const t = useTranslations('roles');
  const members = useTranslations('members');
  const errorId = useId();
  const toggle = (name: RoleName, on: boolean) =>
    onChange(roles.map((role) => role.name).filter((each) => (each === name ? on : value.includes(each))));
  return (
    <fieldset className="grid gap-3" aria-describedby={error ? errorId : undefined}>
      <legend className="mb-3 font-medium">{members('roles')}</legend>
      {roles.map((role) => {
        const fixed = !role.grantable || (locked?.(role) ?? false);
        return (
          <Checkbox
            key={role.name}
            checked={value.includes(role.name)}
            disabled={fixed}
            onChange={(on) => toggle(role.name, on)}
            label={t(`names.${role.name}`)}
            hint={fixed ? `${t(`about.${role.name}`)} ${members('roleLocked')}` : t(`about.${role.name}`)}
          />
        );
      })}
      <p
        id={errorId}
        aria-live="polite"
        className="flex items-start gap-1.5 text-sm text-danger empty:hidden"
      >
        {error ? (
          <>
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span>{error}</span>
          </>
        ) : null}
      </p>
    </fieldset>
  );
}
