-- The first schema of Chopmark. Mirrors schema.prisma; a test compares the two.
-- Group roles (chopmark_app, chopmark_relay, chopmark_jobs) exist before this runs: the migrator makes them.

create table tenant (
  id uuid not null primary key,
  slug text not null,
  kind text not null,
  name text not null,
  credit_code text,
  status text not null,
  locale text not null,
  data_key_sealed bytea not null,
  policy jsonb not null,
  created_at timestamptz(3) not null
);
create unique index tenant_slug_key on tenant (slug);

create table account (
  id uuid not null primary key,
  email_hash bytea not null,
  email_sealed bytea not null,
  name text not null,
  password_hash text,
  locale text not null,
  operator boolean not null,
  verified_at timestamptz(3),
  disabled_at timestamptz(3),
  created_at timestamptz(3) not null
);
create unique index account_email_hash_key on account (email_hash);

create table session (
  id uuid not null primary key,
  account_id uuid not null,
  created_at timestamptz(3) not null,
  last_seen_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  ip text,
  user_agent text
);
create index session_account_id_idx on session (account_id);

create table login_code (
  id uuid not null primary key,
  email_hash bytea not null,
  purpose text not null,
  code_hash bytea not null,
  attempts integer not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  consumed_at timestamptz(3)
);
create index login_code_email_hash_created_at_idx on login_code (email_hash, created_at);

create table login_ticket (
  hash bytea not null primary key,
  account_id uuid not null,
  expires_at timestamptz(3) not null,
  consumed_at timestamptz(3)
);

create table invitation_token (
  hash bytea not null primary key,
  tenant_id uuid not null,
  contract_id uuid not null,
  participant_id uuid not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3)
);
create index invitation_token_participant_id_idx on invitation_token (participant_id);

create table outbox (
  id uuid not null primary key,
  tenant_id uuid not null,
  name text not null,
  payload jsonb not null,
  created_at timestamptz(3) not null,
  relayed_at timestamptz(3),
  settled_at timestamptz(3)
);
create index outbox_relayed_at_created_at_idx on outbox (relayed_at, created_at);
create index outbox_settled_at_relayed_at_idx on outbox (settled_at, relayed_at);

create table role (
  id uuid not null primary key,
  tenant_id uuid not null,
  name text not null,
  builtin boolean not null,
  permissions text[] not null
);
create unique index role_tenant_id_name_key on role (tenant_id, name);

create table membership (
  id uuid not null primary key,
  tenant_id uuid not null,
  account_id uuid not null,
  name text not null,
  tenant_slug text not null,
  tenant_name text not null,
  disabled_at timestamptz(3),
  created_at timestamptz(3) not null
);
create unique index membership_tenant_id_account_id_key on membership (tenant_id, account_id);
create index membership_account_id_idx on membership (account_id);

create table membership_role (
  tenant_id uuid not null,
  membership_id uuid not null,
  role_id uuid not null,
  primary key (membership_id, role_id)
);

create table provider_configuration (
  id uuid not null primary key,
  tenant_id uuid not null,
  kind text not null,
  plugin_id text not null,
  position integer not null,
  version integer not null,
  config jsonb not null,
  secrets_sealed bytea,
  enabled boolean not null,
  created_at timestamptz(3) not null
);
create unique index provider_configuration_tenant_id_kind_position_key on provider_configuration (tenant_id, kind, position);

create table plugin_state (
  tenant_id uuid not null,
  scope text not null,
  key text not null,
  value jsonb not null,
  created_at timestamptz(3) not null,
  primary key (tenant_id, scope, key)
);

create table signing_key (
  id uuid not null primary key,
  tenant_id uuid not null,
  purpose text not null,
  algorithm text not null,
  public_key bytea not null,
  private_key_sealed bytea,
  state text not null,
  intent_id uuid,
  created_at timestamptz(3) not null,
  destroyed_at timestamptz(3)
);
create unique index signing_key_intent_id_key on signing_key (intent_id);

create table certificate (
  id uuid not null primary key,
  tenant_id uuid not null,
  key_id uuid not null,
  profile text not null,
  subject text not null,
  serial_number text not null,
  der bytea not null,
  chain bytea[] not null,
  licensed boolean not null,
  not_before timestamptz(3) not null,
  not_after timestamptz(3) not null,
  revoked_at timestamptz(3),
  created_at timestamptz(3) not null
);
create unique index certificate_key_id_key on certificate (key_id);
create unique index certificate_tenant_id_serial_number_key on certificate (tenant_id, serial_number);

create table seal (
  id uuid not null primary key,
  tenant_id uuid not null,
  name text not null,
  kind text not null,
  version integer not null,
  spec jsonb not null,
  drawing jsonb not null,
  width_mm numeric(6,2) not null,
  height_mm numeric(6,2) not null,
  enabled boolean not null,
  created_by uuid not null,
  created_at timestamptz(3) not null
);

create table seal_grant (
  id uuid not null primary key,
  tenant_id uuid not null,
  seal_id uuid not null,
  membership_id uuid not null,
  valid_until timestamptz(3),
  revoked_at timestamptz(3),
  created_at timestamptz(3) not null
);
create index seal_grant_seal_id_membership_id_idx on seal_grant (seal_id, membership_id);

create table contract (
  id uuid not null primary key,
  tenant_id uuid not null,
  title text not null,
  state text not null,
  ordering text not null,
  policy jsonb not null,
  message text,
  failure jsonb,
  created_by uuid not null,
  created_at timestamptz(3) not null,
  sent_at timestamptz(3),
  deadline timestamptz(3),
  ended_at timestamptz(3),
  end_reason text,
  version integer not null
);
create index contract_tenant_id_created_at_idx on contract (tenant_id, created_at);

create table contract_access (
  contract_id uuid not null,
  tenant_id uuid not null,
  owner_tenant_id uuid not null,
  primary key (contract_id, tenant_id)
);

create table document (
  id uuid not null primary key,
  tenant_id uuid not null,
  contract_id uuid not null,
  position integer not null,
  title text not null,
  source_name text not null,
  source_type text not null,
  source_sha256 bytea not null,
  pages jsonb not null,
  head_no integer not null,
  reserved_by uuid
);
create unique index document_contract_id_position_key on document (contract_id, position);

create table document_revision (
  document_id uuid not null,
  revision_no integer not null,
  tenant_id uuid not null,
  contract_id uuid not null,
  kind text not null,
  sha256 bytea not null,
  size integer not null,
  intent_id uuid,
  created_at timestamptz(3) not null,
  primary key (document_id, revision_no)
);

create table participant (
  id uuid not null primary key,
  contract_id uuid not null,
  owner_tenant_id uuid not null,
  party_tenant_id uuid,
  account_id uuid,
  kind text not null,
  name text not null,
  organization text,
  email_sealed bytea not null,
  locale text not null,
  position integer not null,
  state text not null,
  failure jsonb,
  invited_at timestamptz(3),
  viewed_at timestamptz(3),
  ended_at timestamptz(3)
);
create index participant_contract_id_idx on participant (contract_id);
create index participant_party_tenant_id_account_id_idx on participant (party_tenant_id, account_id);

create table control (
  id uuid not null primary key,
  owner_tenant_id uuid not null,
  contract_id uuid not null,
  document_id uuid not null,
  participant_id uuid not null,
  name text not null,
  kind text not null,
  page integer not null,
  x numeric(9,3) not null,
  y numeric(9,3) not null,
  width numeric(9,3) not null,
  height numeric(9,3) not null,
  font_size integer,
  required boolean not null,
  label text
);
create unique index control_document_id_name_key on control (document_id, name);

create table willingness_challenge (
  id uuid not null primary key,
  tenant_id uuid not null,
  contract_id uuid not null,
  participant_id uuid not null,
  method text not null,
  documents jsonb not null,
  code_sealed bytea not null,
  attempts integer not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  verified_at timestamptz(3)
);
create index willingness_challenge_participant_id_created_at_idx on willingness_challenge (participant_id, created_at);

create table signing_intent (
  id uuid not null primary key,
  tenant_id uuid not null,
  contract_id uuid not null,
  participant_id uuid not null,
  challenge_id uuid not null,
  state text not null,
  signing_time timestamptz(3) not null,
  seal_id uuid,
  seal_version integer,
  appearance jsonb not null,
  "values" jsonb not null,
  created_at timestamptz(3) not null
);
create unique index signing_intent_participant_id_key on signing_intent (participant_id);

create table activation (
  id uuid not null primary key,
  tenant_id uuid not null,
  intent_id uuid not null,
  document_id uuid not null,
  participant_id uuid not null,
  prepared_sha256 bytea not null,
  values_sha256 bytea not null,
  expires_at timestamptz(3) not null,
  consumed_at timestamptz(3),
  byte_range_sha256 bytea,
  signature_value bytea
);
create unique index activation_intent_id_document_id_key on activation (intent_id, document_id);

create table document_signature (
  document_id uuid not null,
  participant_id uuid not null,
  tenant_id uuid not null,
  contract_id uuid not null,
  intent_id uuid not null,
  field_name text not null,
  base_no integer not null,
  unsigned_sha256 bytea not null,
  byte_range integer[] not null,
  digest bytea not null,
  timestamp_token bytea,
  timestamped_at timestamptz(3),
  revision_no integer,
  created_at timestamptz(3) not null,
  primary key (document_id, participant_id)
);

create table event (
  contract_id uuid not null,
  seq integer not null,
  tenant_id uuid not null,
  type text not null,
  at timestamptz(3) not null,
  actor jsonb not null,
  data jsonb not null,
  prev_hash bytea not null,
  hash bytea not null,
  primary key (contract_id, seq)
);
-- ── Relations ────────────────────────────────────────────────────────────────────────────────────
-- A draft may be deleted whole; a sent contract is never deleted, which the policies below leave to core.
alter table session add foreign key (account_id) references account;
alter table login_ticket add foreign key (account_id) references account;
alter table membership add foreign key (tenant_id) references tenant, add foreign key (account_id) references account;
alter table membership_role
  add foreign key (membership_id) references membership on delete cascade,
  add foreign key (role_id) references role;
alter table role add foreign key (tenant_id) references tenant;
alter table provider_configuration add foreign key (tenant_id) references tenant;
alter table plugin_state add foreign key (tenant_id) references tenant;
alter table signing_key add foreign key (tenant_id) references tenant;
alter table certificate add foreign key (tenant_id) references tenant, add foreign key (key_id) references signing_key;
alter table seal add foreign key (tenant_id) references tenant;
alter table seal_grant add foreign key (seal_id) references seal, add foreign key (membership_id) references membership;
alter table contract add foreign key (tenant_id) references tenant;
alter table document_revision add foreign key (document_id) references document on delete cascade;
alter table control
  add foreign key (document_id) references document on delete cascade,
  add foreign key (participant_id) references participant on delete cascade;
alter table willingness_challenge add foreign key (participant_id) references participant;
alter table signing_intent
  add foreign key (participant_id) references participant,
  add foreign key (challenge_id) references willingness_challenge;
alter table signing_key add foreign key (intent_id) references signing_intent;
alter table activation add foreign key (intent_id) references signing_intent, add foreign key (document_id) references document;
alter table document_signature
  add foreign key (document_id) references document,
  add foreign key (participant_id) references participant,
  add foreign key (intent_id) references signing_intent;
alter table invitation_token add foreign key (participant_id) references participant on delete cascade;

-- ── What hangs on a contract belongs to the contract's owner ─────────────────────────────────────
-- Policies compare a row's own tenant columns; these keys make those columns true. Without them a tenant could
-- name itself owner of an access row, or of a revision or event, on another tenant's contract, and so read or block it.
create unique index contract_id_tenant_id_key on contract (id, tenant_id);
alter table contract_access add foreign key (contract_id, owner_tenant_id) references contract (id, tenant_id) on delete cascade;
alter table document add foreign key (contract_id, tenant_id) references contract (id, tenant_id) on delete cascade;
alter table document_revision add foreign key (contract_id, tenant_id) references contract (id, tenant_id) on delete cascade;
alter table participant add foreign key (contract_id, owner_tenant_id) references contract (id, tenant_id) on delete cascade;
alter table control add foreign key (contract_id, owner_tenant_id) references contract (id, tenant_id) on delete cascade;
alter table event add foreign key (contract_id, tenant_id) references contract (id, tenant_id) on delete cascade;
-- The party may write its side of a participation, and policies cannot compare old with new: it stays where it is.
create function refuse_move() returns trigger language plpgsql as $$
begin
  raise exception 'a participation stays with its contract' using errcode = 'insufficient_privilege';
end $$;
create trigger participant_stays before update on participant for each row
  when ((old.id, old.contract_id, old.owner_tenant_id) is distinct from (new.id, new.contract_id, new.owner_tenant_id))
  execute function refuse_move();

-- ── Rules that hold whatever the code does ───────────────────────────────────────────────────────
alter table tenant
  add check (kind in ('platform', 'enterprise')),
  add check (status in ('opening', 'active', 'suspended', 'closed')),
  add check (slug ~ '^[a-z0-9](-?[a-z0-9])*$');
-- One platform.
create unique index tenant_one_platform on tenant (kind) where kind = 'platform';
alter table signing_key
  add check (purpose in ('root', 'timestamp', 'certification', 'signer')),
  add check (state in ('ready', 'destroyed')),
  -- A destroyed key is gone; a ready one is there.
  add check ((state = 'destroyed') = (private_key_sealed is null));
-- One root, one timestamp key, one certification key at a time.
create unique index signing_key_platform_purpose on signing_key (tenant_id, purpose)
  where purpose <> 'signer' and state = 'ready';
alter table contract
  add check (state in ('draft', 'sending', 'in_progress', 'completed', 'expired', 'withdrawn', 'rejected', 'voided')),
  add check (ordering in ('sequential', 'unordered'));
alter table participant
  add check (kind in ('member', 'person')),
  add check (state in ('waiting', 'awaited', 'signing', 'signed', 'rejected', 'cancelled'));
alter table signing_intent add check (state in ('requested', 'done', 'failed'));
alter table document_revision add check (kind in ('uploaded', 'prepared', 'certified', 'signed'));
-- A document is prepared and certified once, and carries one signature of each intent.
create unique index document_revision_once on document_revision (document_id, kind) where kind <> 'signed';
create unique index document_revision_intent on document_revision (document_id, intent_id) where kind = 'signed';
-- A consumed activation holds the one signature it gave, bound to the bytes it signed.
alter table activation
  add check ((consumed_at is null) = (signature_value is null) and (consumed_at is null) = (byte_range_sha256 is null));
-- The chain cannot fork.
create unique index event_no_fork on event (contract_id, prev_hash);

-- Evidence and revisions are only ever added. The trigger holds for the owner's mistakes too; a whole draft may go by cascade.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger event_append_only before update on event for each row execute function refuse_change();
create trigger document_revision_append_only before update on document_revision for each row execute function refuse_change();

-- The relay process waits for this instead of asking all the time.
create function outbox_notify() returns trigger language plpgsql as $$
begin
  perform pg_notify('chopmark_outbox', '');
  return null;
end $$;
create trigger outbox_notify after insert on outbox for each statement execute function outbox_notify();

-- ── Row-level security ───────────────────────────────────────────────────────────────────────────
-- Tables of one tenant: rows are seen and written only where tenant_id is the tenant set for this transaction.
do $$
declare
  t text;
  here constant text := '(select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
begin
  foreach t in array array[
    'role', 'membership', 'membership_role', 'provider_configuration', 'plugin_state', 'signing_key', 'certificate',
    'seal', 'seal_grant', 'willingness_challenge', 'signing_intent', 'activation', 'document_signature',
    'invitation_token', 'outbox'
  ] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_select on %I for select to chopmark_app using (tenant_id = %s)', t, here);
    execute format('create policy tenant_insert on %I for insert to chopmark_app with check (tenant_id = %s)', t, here);
    execute format('create policy tenant_update on %I for update to chopmark_app using (tenant_id = %s) with check (tenant_id = %s)', t, here, here);
    execute format('create policy tenant_delete on %I for delete to chopmark_app using (tenant_id = %s)', t, here);
  end loop;

  -- A contract belongs to its owner; tenants in the access table may read it and what hangs on it.
  foreach t in array array['document', 'document_revision', 'event'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_select on %I for select to chopmark_app using (tenant_id = %s or exists (select 1 from contract_access a where a.contract_id = %I.contract_id and a.tenant_id = %s))', t, here, t, here);
    execute format('create policy tenant_insert on %I for insert to chopmark_app with check (tenant_id = %s)', t, here);
    execute format('create policy tenant_update on %I for update to chopmark_app using (tenant_id = %s) with check (tenant_id = %s)', t, here, here);
    execute format('create policy tenant_delete on %I for delete to chopmark_app using (tenant_id = %s)', t, here);
  end loop;

  alter table contract enable row level security;
  alter table contract force row level security;
  execute format('create policy tenant_select on contract for select to chopmark_app using (tenant_id = %s or exists (select 1 from contract_access a where a.contract_id = contract.id and a.tenant_id = %s))', here, here);
  execute format('create policy tenant_insert on contract for insert to chopmark_app with check (tenant_id = %s)', here);
  execute format('create policy tenant_update on contract for update to chopmark_app using (tenant_id = %s) with check (tenant_id = %s)', here, here);
  execute format('create policy tenant_delete on contract for delete to chopmark_app using (tenant_id = %s)', here);

  -- Who may read: plain columns only, so that no policy leans on another one that leans back.
  alter table contract_access enable row level security;
  alter table contract_access force row level security;
  execute format('create policy tenant_select on contract_access for select to chopmark_app using (tenant_id = %s or owner_tenant_id = %s)', here, here);
  execute format('create policy tenant_insert on contract_access for insert to chopmark_app with check (owner_tenant_id = %s)', here);
  execute format('create policy tenant_update on contract_access for update to chopmark_app using (owner_tenant_id = %s) with check (owner_tenant_id = %s)', here, here);
  execute format('create policy tenant_delete on contract_access for delete to chopmark_app using (owner_tenant_id = %s)', here);

  -- A participation is seen by the owner and by the party's own tenant; each may write its side of it.
  alter table participant enable row level security;
  alter table participant force row level security;
  execute format('create policy tenant_select on participant for select to chopmark_app using (owner_tenant_id = %s or party_tenant_id = %s)', here, here);
  execute format('create policy tenant_insert on participant for insert to chopmark_app with check (owner_tenant_id = %s)', here);
  execute format('create policy tenant_update on participant for update to chopmark_app using (owner_tenant_id = %s or party_tenant_id = %s) with check (owner_tenant_id = %s or party_tenant_id = %s)', here, here, here, here);
  execute format('create policy tenant_delete on participant for delete to chopmark_app using (owner_tenant_id = %s)', here);

  alter table control enable row level security;
  alter table control force row level security;
  execute format('create policy tenant_select on control for select to chopmark_app using (owner_tenant_id = %s or exists (select 1 from contract_access a where a.contract_id = control.contract_id and a.tenant_id = %s))', here, here);
  execute format('create policy tenant_insert on control for insert to chopmark_app with check (owner_tenant_id = %s)', here);
  execute format('create policy tenant_update on control for update to chopmark_app using (owner_tenant_id = %s) with check (owner_tenant_id = %s)', here, here);
  execute format('create policy tenant_delete on control for delete to chopmark_app using (owner_tenant_id = %s)', here);

  -- A tenant sees itself; opening and changing tenants is the relay's work.
  alter table tenant enable row level security;
  alter table tenant force row level security;
  execute format('create policy tenant_select on tenant for select to chopmark_app using (id = %s)', here);
  execute format('create policy tenant_update on tenant for update to chopmark_app using (id = %s) with check (id = %s)', here, here);
end $$;

-- A person sees their own memberships in every tenant (the tenant switcher), and their own part in contracts.
create policy person_select on membership for select to chopmark_app
  using (account_id = (select nullif(current_setting('app.user_id', true), '')::uuid));
create policy person_select on participant for select to chopmark_app
  using (account_id = (select nullif(current_setting('app.user_id', true), '')::uuid));

-- The relay role works where there is no tenant yet or any more: look-ups by hash, opening tenants, handing on events.
create policy relay_all on tenant for all to chopmark_relay using (true) with check (true);
create policy relay_all on invitation_token for all to chopmark_relay using (true) with check (true);
create policy relay_all on outbox for all to chopmark_relay using (true) with check (true);

-- ── Grants ───────────────────────────────────────────────────────────────────────────────────────
grant usage on schema public to chopmark_app, chopmark_relay;
grant select, insert, update, delete on
  role, membership, membership_role, provider_configuration, plugin_state, signing_key, certificate, seal, seal_grant,
  contract, contract_access, document, participant, control, willingness_challenge, signing_intent, activation,
  document_signature, invitation_token
to chopmark_app;
grant select, update on tenant to chopmark_app;
grant select, insert on outbox to chopmark_app;
-- Append-only: no update; delete only cascades from a draft.
grant select, insert on event, document_revision to chopmark_app;
grant select, insert, update on tenant, account, session, login_code, login_ticket to chopmark_relay;
grant select, update on invitation_token to chopmark_relay;
grant select, update, delete on outbox to chopmark_relay;
