-- What is sealed is sealed under a key that stays (0004_custody), for less work: a column named at run time was planned anew for
-- every row, which took longer than the insertion itself. The rule is as before; a sealed column of a later release is
-- added here, and refused until it is.
create or replace function refuse_closed_data_key() returns trigger language plpgsql as $$
declare
  column_name constant text := tg_argv[0];
  owner_column constant text := tg_argv[1];
  key_purpose constant text := tg_argv[2];
  sealed bytea;
  owner uuid;
  key_version integer;
begin
  -- One statement for each: only those that are reached need the row to have the column.
  if column_name = 'private_key_sealed' then sealed := new.private_key_sealed;
  elsif column_name = 'email_sealed' then sealed := new.email_sealed;
  elsif column_name = 'code_sealed' then sealed := new.code_sealed;
  elsif column_name = 'secrets_sealed' then sealed := new.secrets_sealed;
  elsif column_name = 'legal_representative_sealed' then sealed := new.legal_representative_sealed;
  else raise exception 'no sealed column is known as %', column_name;
  end if;
  if sealed is null then return new; end if;
  if key_purpose = 'platform' then owner := owner_column::uuid;
  elsif owner_column = 'tenant_id' then owner := new.tenant_id;
  elsif owner_column = 'owner_tenant_id' then owner := new.owner_tenant_id;
  elsif owner_column = 'id' then owner := new.id;
  else raise exception 'no owner of a sealed column is known as %', owner_column;
  end if;
  key_version := sealed_version(sealed);
  perform pg_advisory_xact_lock_shared(data_key_lock(owner, key_purpose, key_version));
  if exists (select 1 from data_key k where k.tenant_id = owner and k.purpose = key_purpose
             and k.version = key_version and k.state in ('closed', 'retired')) then
    raise exception 'this was sealed under a data key that is closed' using errcode = 'object_not_in_prerequisite_state';
  end if;
  return new;
end $$;
