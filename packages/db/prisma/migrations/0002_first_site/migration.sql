-- Enterprise identity verification, members by invitation, seals that are drawn or uploaded.

-- ── Identity verification (A1, A7) ───────────────────────────────────────────────────────────────
-- What the latest check said of the enterprise: operators list tenants by it, without entering their data.
alter table tenant
  add column identity_status text not null default 'none',
  add column identity_level text,
  add column identity_sandbox boolean,
  add check (identity_status in ('none', 'pending', 'verified', 'rejected'));

create table identity_verification (
  id uuid not null primary key,
  tenant_id uuid not null references tenant,
  subject text not null,
  account_id uuid,
  name text not null,
  credit_code text,
  legal_representative_sealed bytea,
  provider text not null,
  sandbox boolean not null,
  status text not null,
  level text not null,
  reference text not null,
  reason text,
  requested_by uuid not null,
  created_at timestamptz(3) not null,
  decided_by uuid,
  decided_at timestamptz(3),
  check (subject in ('enterprise', 'person')),
  check (status in ('verified', 'rejected', 'pending')),
  check (level in ('none', 'low', 'substantial', 'high'))
);
create index identity_verification_tenant_id_created_at_idx on identity_verification (tenant_id, created_at);

-- ── Members by invitation (A2) ───────────────────────────────────────────────────────────────────
create table member_invitation (
  id uuid not null primary key,
  tenant_id uuid not null references tenant,
  email_hash bytea not null,
  email_sealed bytea not null,
  name text not null,
  role_names text[] not null,
  locale text not null,
  invited_by uuid not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  accepted_at timestamptz(3),
  revoked_at timestamptz(3)
);
-- One open invitation for an address.
create unique index member_invitation_open on member_invitation (tenant_id, email_hash)
  where accepted_at is null and revoked_at is null;
create index member_invitation_tenant_id_created_at_idx on member_invitation (tenant_id, created_at);
-- A token belongs to an invitation of its own tenant.
create unique index member_invitation_id_tenant_id_key on member_invitation (id, tenant_id);

create table member_invitation_token (
  hash bytea not null primary key,
  tenant_id uuid not null,
  invitation_id uuid not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  foreign key (invitation_id, tenant_id) references member_invitation (id, tenant_id) on delete cascade
);
create index member_invitation_token_invitation_id_idx on member_invitation_token (invitation_id);

-- ── Seals (B1, B2) ───────────────────────────────────────────────────────────────────────────────
alter table seal
  add column updated_at timestamptz(3),
  add check (kind in ('round', 'oval', 'image')),
  add check (width_mm between 5 and 120 and height_mm between 5 and 120);

-- ── Contracts: what lists ask for (D7) ───────────────────────────────────────────────────────────
create index contract_tenant_id_state_idx on contract (tenant_id, state, deadline);

-- ── Row-level security ───────────────────────────────────────────────────────────────────────────
do $$
declare
  t text;
  here constant text := '(select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
begin
  foreach t in array array['identity_verification', 'member_invitation', 'member_invitation_token'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_select on %I for select to chopmark_app using (tenant_id = %s)', t, here);
    execute format('create policy tenant_insert on %I for insert to chopmark_app with check (tenant_id = %s)', t, here);
    execute format('create policy tenant_update on %I for update to chopmark_app using (tenant_id = %s) with check (tenant_id = %s)', t, here, here);
    execute format('create policy tenant_delete on %I for delete to chopmark_app using (tenant_id = %s)', t, here);
  end loop;
end $$;

-- A link's token is looked up before its tenant is known.
create policy relay_all on member_invitation_token for all to chopmark_relay using (true) with check (true);

grant select, insert, update, delete on identity_verification, member_invitation, member_invitation_token to chopmark_app;
grant select on member_invitation_token to chopmark_relay;
