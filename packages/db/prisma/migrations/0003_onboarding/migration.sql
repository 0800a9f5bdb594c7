-- Opening an enterprise step by step (A1): who opens it, what was typed, what is unique.

alter table tenant
  -- The account that opens it: a form sent twice, or taken up again elsewhere, finds the same opening.
  add column opened_by uuid references account,
  -- Typed before the identity check asks for it; sealed under the tenant's data key.
  add column legal_representative_sealed bytea;

-- One opening of an enterprise for each account, however often and fast the form is sent.
create unique index tenant_one_opening on tenant (opened_by, credit_code) where status = 'opening';
-- A verified credit code belongs to one tenant at a time; a closed one gives it free.
create unique index tenant_verified_credit_code on tenant (credit_code)
  where status in ('active', 'suspended') and identity_status = 'verified';

alter table membership
  -- Each person puts the check list of first steps away for themselves.
  add column check_list_dismissed_at timestamptz(3);
