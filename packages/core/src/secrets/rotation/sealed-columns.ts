import { type Prisma, Prisma as sql } from '@chopmark/db';
import type { DataKeyOwner } from '../data-keys.ts';
import { sealedFor } from '../sealed-value.ts';

/** A column that holds values sealed under a data key. A test compares the list with the database's catalogue. */
export type SealedColumn = {
  table: string;
  column: string;
  /** The column that names the tenant; none where the platform's key seals. */
  tenant?: 'tenant_id' | 'owner_tenant_id' | 'id';
  /** What the value of that row is sealed for. */
  purpose(id: string): string;
};

export const sealedColumns: readonly SealedColumn[] = [
  {
    table: 'tenant',
    column: 'legal_representative_sealed',
    tenant: 'id',
    purpose: () => 'tenant/legal-representative',
  },
  {
    table: 'identity_verification',
    column: 'legal_representative_sealed',
    tenant: 'tenant_id',
    purpose: (id) => `identity/${id}/legal-representative`,
  },
  {
    table: 'provider_configuration',
    column: 'secrets_sealed',
    tenant: 'tenant_id',
    purpose: (id) => `provider/${id}`,
  },
  { table: 'signing_key', column: 'private_key_sealed', tenant: 'tenant_id', purpose: (id) => `key/${id}` },
  {
    table: 'participant',
    column: 'email_sealed',
    tenant: 'owner_tenant_id',
    purpose: (id) => `participant/${id}/email`,
  },
  {
    table: 'willingness_challenge',
    column: 'code_sealed',
    tenant: 'tenant_id',
    purpose: (id) => `willingness/${id}`,
  },
  {
    table: 'member_invitation',
    column: 'email_sealed',
    tenant: 'tenant_id',
    purpose: (id) => `member-invitation/${id}/email`,
  },
  { table: 'account', column: 'email_sealed', purpose: () => 'email' },
  { table: 'pooled_key', column: 'private_key_sealed', purpose: (id) => `pool/${id}` },
];

/** The columns an owner's data key seals. */
export const columnsOf = ({ purpose }: DataKeyOwner): readonly SealedColumn[] =>
  sealedColumns.filter(({ tenant }) => (purpose === 'tenant') === (tenant !== undefined));

export const aadOf = ({ tenantId, purpose }: DataKeyOwner, column: SealedColumn, id: string) =>
  sealedFor(purpose === 'platform' ? 'platform' : tenantId, column.purpose(id));

/** Rows after `after`, in the order of their IDs, whose value is sealed under this version. */
export function sealedUnder(
  { table, column, tenant }: SealedColumn,
  { tenantId, version, after, take }: { tenantId: string; version: number; after: string; take: number },
): Prisma.Sql {
  const [from, value] = [sql.raw(table), sql.raw(column)];
  const own = tenant ? sql.sql`${sql.raw(tenant)} = ${tenantId}::uuid` : sql.sql`true`;
  return sql.sql`select id, ${value} as sealed from ${from}
    where ${own} and ${value} is not null and sealed_version(${value}) = ${version} and id > ${after}::uuid
    order by id limit ${take}`;
}

export type Renewed = { id: string; sealed: Uint8Array; renewed: Uint8Array };

/** Puts renewed values in place of those they were made from; what was changed meanwhile is left alone. */
export function replaceSealed({ table, column }: SealedColumn, rows: readonly Renewed[]): Prisma.Sql {
  const [target, value] = [sql.raw(table), sql.raw(column)];
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const [ids, before, after] = [
    rows.map(({ id }) => id),
    rows.map(({ sealed }) => hex(sealed)),
    rows.map(({ renewed }) => hex(renewed)),
  ];
  return sql.sql`update ${target} set ${value} = decode(n.after, 'hex')
    from unnest(${ids}::uuid[], ${before}::text[], ${after}::text[]) as n(id, before, after)
    where ${target}.id = n.id and ${target}.${value} = decode(n.before, 'hex')`;
}
