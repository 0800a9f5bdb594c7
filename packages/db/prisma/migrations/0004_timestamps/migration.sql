-- ── Timestamp authorities that answered ──────────────────────────────────────────────────────────
-- Each certificate that made a token for a tenant (or by the platform's default), with its chain: a remote authority is
-- replaced some day, and what it stamped is to be checked for years.
create table timestamp_authority (
  tenant_id uuid not null references tenant,
  sha256 bytea not null check (octet_length(sha256) = 32),
  plugin_id text not null,
  provider_id uuid not null,
  -- The authority's certificate first; the last is what it was trusted by.
  chain bytea[] not null check (cardinality(chain) > 0),
  created_at timestamptz(3) not null,
  primary key (tenant_id, sha256)
);

do $$
declare
  here constant text := '(select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
begin
  alter table timestamp_authority enable row level security;
  alter table timestamp_authority force row level security;
  execute format('create policy tenant_select on timestamp_authority for select to chopmark_app using (tenant_id = %s)', here);
  execute format('create policy tenant_insert on timestamp_authority for insert to chopmark_app with check (tenant_id = %s)', here);
  execute format('create policy tenant_update on timestamp_authority for update to chopmark_app using (tenant_id = %s) with check (tenant_id = %s)', here, here);
  execute format('create policy tenant_delete on timestamp_authority for delete to chopmark_app using (tenant_id = %s)', here);
end $$;

-- What was trusted once is only added to.
grant select, insert on timestamp_authority to chopmark_app;
