-- Long-term signatures (PAdES B-LT, B-LTA).

-- ── Contracts and revisions ──────────────────────────────────────────────────────────────────────
-- All have signed, and the promised level is being reached: nobody may withdraw or let it expire any more.
alter table contract
  drop constraint contract_state_check,
  add constraint contract_state_check check (state in (
    'draft', 'sending', 'in_progress', 'finishing', 'completed', 'expired', 'withdrawn', 'rejected', 'voided'));
alter table document_revision
  drop constraint document_revision_kind_check,
  add constraint document_revision_kind_check check (kind in (
    'uploaded', 'prepared', 'certified', 'signed', 'validation-data', 'document-timestamp'));
-- A document is prepared and certified once; validation data and timestamps come anew with every renewal.
drop index document_revision_once;
create unique index document_revision_once on document_revision (document_id, kind)
  where kind in ('uploaded', 'prepared', 'certified');

-- ── What was collected to check a contract's signatures with ─────────────────────────────────────
-- The bytes lie content-addressed with the owner's storage provider.
create table validation_item (
  contract_id uuid not null,
  sha256 bytea not null,
  tenant_id uuid not null references tenant,
  kind text not null check (kind in ('certificate', 'crl', 'ocsp')),
  created_at timestamptz(3) not null,
  primary key (contract_id, sha256),
  foreign key (contract_id, tenant_id) references contract (id, tenant_id) on delete cascade
);

-- ── Archived files and when they must be renewed ─────────────────────────────────────────────────
-- One row for each file under a document timestamp, read by the relay role: IDs, numbers and times only.
create table archive_renewal (
  document_id uuid primary key references document on delete cascade,
  tenant_id uuid not null references tenant,
  contract_id uuid not null,
  revision_no integer not null,
  expires_at timestamptz(3) not null,
  renew_at timestamptz(3) not null,
  asked_at timestamptz(3),
  foreign key (contract_id, tenant_id) references contract (id, tenant_id) on delete cascade,
  -- Renewed before the timestamp's certificate ends, or never again.
  check (renew_at <= expires_at)
);
create index archive_renewal_renew_at_idx on archive_renewal (renew_at);
create index archive_renewal_tenant_id_idx on archive_renewal (tenant_id);

-- ── Row-level security ───────────────────────────────────────────────────────────────────────────
do $$
declare
  t text;
  here constant text := '(select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
begin
  foreach t in array array['validation_item', 'archive_renewal'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_select on %I for select to chopmark_app using (tenant_id = %s)', t, here);
    execute format('create policy tenant_insert on %I for insert to chopmark_app with check (tenant_id = %s)', t, here);
    execute format('create policy tenant_update on %I for update to chopmark_app using (tenant_id = %s) with check (tenant_id = %s)', t, here, here);
    execute format('create policy tenant_delete on %I for delete to chopmark_app using (tenant_id = %s)', t, here);
  end loop;
end $$;

-- What is due is looked for in all tenants at once.
create policy relay_all on archive_renewal for all to chopmark_relay using (true) with check (true);

-- What was collected is only added to.
grant select, insert on validation_item to chopmark_app;
grant select, insert, update on archive_renewal to chopmark_app;
grant select on archive_renewal to chopmark_relay;
