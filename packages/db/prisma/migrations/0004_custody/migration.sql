-- Key custody (E3, E4): data keys of their own table and in versions, their rotation, and keys made in advance.

-- ── Data keys ────────────────────────────────────────────────────────────────────────────────────
create table data_key (
  id uuid not null primary key,
  tenant_id uuid not null references tenant,
  -- tenant: what a tenant keeps secret; platform: accounts and keys made in advance; lookup: keyed hashes.
  purpose text not null check (purpose in ('tenant', 'platform', 'lookup')),
  version integer not null check (version between 1 and 65535),
  master_key_id text not null,
  wrapped bytea,
  -- active: seals; readable: only opens; closed: the database refuses what is still sealed under it; retired: gone.
  state text not null check (state in ('active', 'readable', 'closed', 'retired')),
  created_at timestamptz(3) not null,
  replaced_at timestamptz(3),
  retired_at timestamptz(3),
  -- A retired key is destroyed; any other is there.
  check ((state = 'retired') = (wrapped is null)),
  check ((state = 'active') = (replaced_at is null))
);
create unique index data_key_tenant_id_purpose_version_key on data_key (tenant_id, purpose, version);
-- One version seals at a time.
create unique index data_key_one_active on data_key (tenant_id, purpose) where state = 'active';
create index data_key_master_key_id_idx on data_key (master_key_id);

-- The first release kept one wrapped key in the tenant's row and derived the platform's from the master key; a wrapped
-- form of no octets stands for a derived one. The owner must see every row to move them.
alter table tenant no force row level security;
insert into data_key (id, tenant_id, purpose, version, master_key_id, wrapped, state, created_at)
  select gen_random_uuid(), id, 'tenant', 1, 'v1', data_key_sealed, 'active', created_at from tenant;
insert into data_key (id, tenant_id, purpose, version, master_key_id, wrapped, state, created_at)
  select gen_random_uuid(), id, p, 1, 'v1', ''::bytea, 'active', created_at
  from tenant, unnest(array['platform', 'lookup']) p where kind = 'platform';
alter table tenant force row level security;
alter table tenant drop column data_key_sealed;

-- ── Evidence of rotations ────────────────────────────────────────────────────────────────────────
create table key_rotation (
  id uuid not null primary key,
  -- The platform's for a rotation of the master key, which concerns all tenants.
  tenant_id uuid not null references tenant,
  kind text not null check (kind in ('master', 'data')),
  purpose text not null,
  from_key text not null,
  to_key text not null,
  -- Data keys wrapped anew, or values sealed anew.
  renewed integer not null,
  started_by text not null,
  started_at timestamptz(3) not null,
  finished_at timestamptz(3)
);
create index key_rotation_tenant_id_started_at_idx on key_rotation (tenant_id, started_at);
-- A rotation is under way once, however many processes work on it.
create unique index key_rotation_one_open on key_rotation (tenant_id, kind, purpose, from_key, to_key) where finished_at is null;
create function refuse_finished_rotation() returns trigger language plpgsql as $$
begin
  raise exception 'a finished rotation is evidence' using errcode = 'insufficient_privilege';
end $$;
create trigger key_rotation_stays before update or delete on key_rotation for each row
  when (old.finished_at is not null) execute function refuse_finished_rotation();

-- ── Keys made in advance ─────────────────────────────────────────────────────────────────────────
create table pooled_key (
  id uuid not null primary key,
  algorithm text not null,
  public_key bytea not null,
  private_key_sealed bytea not null,
  created_at timestamptz(3) not null
);
create index pooled_key_algorithm_created_at_idx on pooled_key (algorithm, created_at);
-- Which algorithms are asked for: only those are kept in stock.
create table key_pool (
  algorithm text not null primary key,
  asked_at timestamptz(3) not null
);

-- ── What is sealed is sealed under a key that stays ──────────────────────────────────────────────
-- Octet 0 is the format: 1 of the first release, under version 1; 2 with the version in the next two octets.
create function sealed_version(sealed bytea) returns integer language sql immutable as $$
  select case when octet_length(sealed) > 2 and get_byte(sealed, 0) = 2
    then get_byte(sealed, 1) * 256 + get_byte(sealed, 2) else 1 end
$$;

-- Each writer holds the key's lock until it commits, and closing a key takes it alone: after that nothing sealed under
-- the key is on its way any more. Arguments: the sealed column, the tenant's column or ID, the purpose.
create function refuse_closed_data_key() returns trigger language plpgsql as $$
declare
  sealed bytea;
  owner uuid;
begin
  execute format('select ($1).%I', tg_argv[0]) into sealed using new;
  if sealed is null then return new; end if;
  if tg_argv[2] = 'platform' then owner := tg_argv[1]::uuid;
  else execute format('select ($1).%I', tg_argv[1]) into owner using new;
  end if;
  perform pg_advisory_xact_lock_shared(data_key_lock(owner, tg_argv[2], sealed_version(sealed)));
  if exists (select 1 from data_key k where k.tenant_id = owner and k.purpose = tg_argv[2]
             and k.version = sealed_version(sealed) and k.state in ('closed', 'retired')) then
    raise exception 'this was sealed under a data key that is closed' using errcode = 'object_not_in_prerequisite_state';
  end if;
  return new;
end $$;
create function data_key_lock(owner uuid, purpose text, version integer) returns bigint language sql immutable as $$
  select hashtextextended(format('data_key/%s/%s/%s', owner, purpose, version), 0)
$$;

do $$
declare
  c record;
begin
  for c in select * from (values
    ('tenant', 'legal_representative_sealed', 'id', 'tenant'),
    ('identity_verification', 'legal_representative_sealed', 'tenant_id', 'tenant'),
    ('provider_configuration', 'secrets_sealed', 'tenant_id', 'tenant'),
    ('signing_key', 'private_key_sealed', 'tenant_id', 'tenant'),
    ('participant', 'email_sealed', 'owner_tenant_id', 'tenant'),
    ('willingness_challenge', 'code_sealed', 'tenant_id', 'tenant'),
    ('member_invitation', 'email_sealed', 'tenant_id', 'tenant'),
    ('account', 'email_sealed', '00000000-0000-7000-8000-000000000001', 'platform'),
    ('pooled_key', 'private_key_sealed', '00000000-0000-7000-8000-000000000001', 'platform')
  ) as sealed_column (table_name, column_name, owner, purpose) loop
    execute format('create trigger %I before insert or update of %I on %I for each row execute function refuse_closed_data_key(%L, %L, %L)',
      c.table_name || '_sealed_under_open_key', c.column_name, c.table_name, c.column_name, c.owner, c.purpose);
  end loop;
end $$;

-- ── Row-level security and grants ────────────────────────────────────────────────────────────────
do $$
declare
  t text;
  here constant text := '(select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
begin
  foreach t in array array['data_key', 'key_rotation'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_select on %I for select to chopmark_app using (tenant_id = %s)', t, here);
    execute format('create policy relay_all on %I for all to chopmark_relay using (true) with check (true)', t);
  end loop;
  execute format('create policy tenant_update on key_rotation for update to chopmark_app using (tenant_id = %s) with check (tenant_id = %s)', here, here);
end $$;
-- The trigger above reads the state as whoever writes; the wrapped octets are the relay's alone.
grant select (tenant_id, purpose, version, state) on data_key to chopmark_app;
-- Counted in the transaction that seals anew.
grant select, update (renewed) on key_rotation to chopmark_app;
grant select, insert, update on data_key, key_rotation to chopmark_relay;
grant select, insert, update, delete on pooled_key to chopmark_relay;
grant select, insert, update on key_pool to chopmark_relay;
