-- The embedded executor's tables: runs, their steps, the calls to make, what runs wait for, and the
-- events received. Run by the migrator as owner; only the jobs role may touch it. Payloads are `json`,
-- not `jsonb`: step results come back byte for byte, and a U+0000 in a string is no error.

do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'chopmark_jobs') then
    create role chopmark_jobs nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
  end if;
  -- Handing a schema to a role needs membership; a superuser has it, a mere CREATEROLE owner takes it.
  if not pg_has_role(current_user, 'chopmark_jobs', 'USAGE') then
    execute format('grant chopmark_jobs to %I', current_user);
  end if;
end
$$;

-- pg-boss installs and upgrades its own tables when a process starts, so the jobs role owns its schema.
create schema if not exists pgboss authorization chopmark_jobs;
create schema if not exists executor;

-- An event counts once: (name, id) is remembered until the row is purged, days later.
create table executor.event (
  position bigint generated always as identity primary key,
  name text not null,
  id text not null,
  payload json not null,
  received_at timestamptz not null default clock_timestamp(),
  routed_at timestamptz,
  unique (name, id)
);
-- A wait looks back for what arrived between the moment its run speaks from and its registration.
create index event_lookback on executor.event (name, received_at, position);
create index event_unrouted on executor.event (received_at) where routed_at is null;
create index event_age on executor.event (received_at);

create table executor.run (
  id uuid primary key,
  function_id text not null,
  state text not null default 'running' check (state in ('running', 'completed', 'failed')),
  correlation text,
  event json not null,
  -- Set for good once a call has planned several steps: from then on steps run one per call.
  plan_only boolean not null default false,
  -- Counts settled steps; a step's `seen` and `settled` are readings of it.
  settled integer not null default 0,
  -- The moment the run's code speaks from: a wait matches events after (horizon_at, horizon_position).
  horizon_at timestamptz not null,
  horizon_position bigint not null,
  slot_keys text[] not null default '{}',
  parent_run_id uuid references executor.run (id) on delete set null,
  parent_step_id text,
  output json,
  error json,
  created_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  check ((state = 'running') = (ended_at is null))
);
create index run_recent on executor.run (created_at desc, id);
create index run_failed on executor.run (created_at desc, id) where state = 'failed';
create index run_correlation on executor.run (correlation, created_at desc) where correlation is not null;
create index run_ended on executor.run (ended_at) where ended_at is not null;
create index run_parent on executor.run (parent_run_id) where parent_run_id is not null;

create table executor.step (
  run_id uuid not null references executor.run (id) on delete cascade,
  id text not null,
  name text not null,
  kind text not null check (kind in ('run', 'sleep', 'wait', 'invoke')),
  state text not null check (state in ('pending', 'done', 'failed')),
  -- What the SDK is told: {"type":"data","data":…} or {"type":"error","error":…}.
  memo json,
  seen integer not null,
  settled integer,
  race boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  primary key (run_id, id),
  check ((state = 'pending') = (memo is null))
);

-- One call to make to the SDK. `claimed` calls are leased: only the holder of lease_token may commit.
create table executor.call (
  id uuid primary key,
  run_id uuid not null references executor.run (id) on delete cascade,
  -- 'step' asks what to do next; any other value runs that planned step.
  step_id text not null,
  state text not null check (state in ('queued', 'parked', 'claimed', 'backoff')),
  attempt integer not null default 0,
  -- The queue's delivery of this call; a delivery under any other number is stale.
  job_id uuid not null,
  -- Something settled while the call was under way: ask again after it.
  again boolean not null default false,
  lease_token uuid,
  lease_until timestamptz,
  claimed_at timestamptz,
  -- How often a process died holding the call, or did not know its function.
  losses integer not null default 0,
  deferrals integer not null default 0,
  last_error json,
  parked_on text,
  changed_at timestamptz not null default clock_timestamp(),
  -- A run asks "what next?" once at a time, and runs each planned step once at a time.
  unique (run_id, step_id),
  check ((state = 'claimed') = (lease_token is not null)),
  check ((state = 'claimed') = (lease_until is not null)),
  check ((state = 'parked') = (parked_on is not null))
);
create index call_lease on executor.call (lease_until) where state = 'claimed';
create index call_queued on executor.call (changed_at) where state = 'queued';
create index call_parked on executor.call (parked_on, changed_at) where state = 'parked';

-- A concurrency slot held by a claimed call. Taken under an advisory lock on its key.
create table executor.slot (
  key text not null,
  call_id uuid not null references executor.call (id) on delete cascade,
  primary key (key, call_id)
);
create index slot_call on executor.slot (call_id);

create table executor.wait (
  run_id uuid not null references executor.run (id) on delete cascade,
  step_id text not null,
  event_name text not null,
  expression text,
  horizon_at timestamptz not null,
  horizon_position bigint not null,
  primary key (run_id, step_id)
);
create index wait_event on executor.wait (event_name);

create table executor.timer (
  run_id uuid not null references executor.run (id) on delete cascade,
  kind text not null check (kind in ('sleep', 'wait', 'invoke', 'retry')),
  step_id text not null,
  due_at timestamptz not null,
  primary key (run_id, kind, step_id)
);
create index timer_due on executor.timer (due_at);

create table executor.cron (
  function_id text not null,
  expression text not null,
  next_at timestamptz not null,
  primary key (function_id, expression)
);

-- One run per function and key until the key expires; cron ticks are keys too.
create table executor.idempotency (
  function_id text not null,
  key text not null,
  run_id uuid not null,
  expires_at timestamptz not null,
  primary key (function_id, key)
);
create index idempotency_age on executor.idempotency (expires_at);

grant usage on schema executor to chopmark_jobs;
grant select, insert, update, delete on all tables in schema executor to chopmark_jobs;
